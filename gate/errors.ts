/**
 * The errors of Preflight: a stable code, a message, a cause, a hint. Usage errors end with exit
 * code 3, others with 4.
 */

/** Stable error codes. They are an interface: scripts and documents name them. */
export const errorCodes = {
  PREFLIGHT_E_USAGE: 'the command line asks for something that does not exist',
  PREFLIGHT_E_CONFIG: 'the target configuration cannot be used',
  PREFLIGHT_E_WAIVERS: 'the waiver file cannot be read',
  PREFLIGHT_E_GUIDE: 'the guide or its map cannot be read',
  PREFLIGHT_E_RUN: 'the folder of a run cannot be read, or was changed',
  PREFLIGHT_E_INCOMPARABLE: 'two runs do not tell the same of the same target',
  PREFLIGHT_E_SHARDS: 'the shards are not those of one run',
  PREFLIGHT_E_ENGINE: 'no engine can start the backing services',
  PREFLIGHT_E_TOOL_MISSING: 'a program that this needs is not installed',
  PREFLIGHT_E_STACK: 'a backing service did not start, went away, or has no disk or memory left',
  PREFLIGHT_E_IMAGE: 'an image could not be built',
  PREFLIGHT_E_CLOCK: 'the clock of the machine moved in the middle of a check',
  PREFLIGHT_E_STORAGE: 'evidence or results cannot be written',
  PREFLIGHT_E_TARGET_LAUNCH: 'the target could not be started at all',
  PREFLIGHT_E_TARGET_NOT_READY: 'the target did not become ready in time',
  PREFLIGHT_E_PREPARE: 'the target could not be prepared: migrations, first start or accounts',
  PREFLIGHT_E_TIMEOUT: 'a condition did not come true in time',
  PREFLIGHT_E_UNVERIFIED: 'the target config lacks what the check needs',
  PREFLIGHT_E_INCONCLUSIVE: 'the check could not measure anything',
  PREFLIGHT_E_INTERRUPTED: 'the run was interrupted',
  PREFLIGHT_E_SECRET_IN_REPORT: 'a secret reached the output of the gate',
  PREFLIGHT_E_MUTATION: 'a mutation did not apply to the deployment',
  PREFLIGHT_E_CONTROL: 'the unmutated deployment does not pass, so its mutants prove nothing',
  PREFLIGHT_E_INTERNAL: 'the gate itself failed',
} as const

export type ErrorCode = keyof typeof errorCodes

/** Codes whose cause is the user's input: exit code 3. */
const usageCodes: ReadonlySet<ErrorCode> = new Set([
  'PREFLIGHT_E_USAGE',
  'PREFLIGHT_E_CONFIG',
  'PREFLIGHT_E_WAIVERS',
  'PREFLIGHT_E_GUIDE',
  'PREFLIGHT_E_RUN',
  'PREFLIGHT_E_INCOMPARABLE',
  'PREFLIGHT_E_SHARDS',
  'PREFLIGHT_E_TOOL_MISSING',
])

interface PreflightErrorOptions {
  hint?: string
  cause?: unknown
  missing?: readonly string[]
}

export class PreflightError extends Error {
  readonly code: ErrorCode
  /** What the reader can do about it, one sentence. */
  readonly hint: string | undefined
  /** The keys of the config that are missing, of which any one would do; else empty. */
  readonly missing: readonly string[]

  constructor(code: ErrorCode, message: string, options: PreflightErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PreflightError'
    this.code = code
    this.hint = options.hint
    this.missing = options.missing ?? []
  }

  /** 3 if the user's input is at fault, else 4. */
  get exitCode(): 3 | 4 {
    return usageCodes.has(this.code) ? 3 : 4
  }
}

/**
 * Thrown by a check that could not measure (environment, fault, floor): the claim is inconclusive.
 * @param message the reason, for the report
 */
export function inconclusive(message: string, cause?: unknown): PreflightError {
  return new PreflightError('PREFLIGHT_E_INCONCLUSIVE', message, { cause })
}

/** Why a check cannot run on a target: its config is missing something, or another reason. */
export type UnverifiedReason =
  | {
      /** Keys of the config: any one of them would do. */
      missing: readonly string[]
    }
  | {
      /** A whole sentence, without its full stop. */
      because: string
      /** What to change, in the imperative. */
      hint: string
    }

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
function anyOf(keys: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(keys.map((key) => `"${key}"`))
}

/** Thrown when a check cannot run because of the target's config: the claim becomes unverified. */
export function unverified(reason: UnverifiedReason): PreflightError {
  const several = 'missing' in reason && reason.missing.length > 1
  const { because, hint } =
    'because' in reason
      ? reason
      : {
          because: `target config is missing ${anyOf(reason.missing)}`,
          hint: several ? 'add one of them' : 'add it',
        }
  return new PreflightError('PREFLIGHT_E_UNVERIFIED', because, {
    hint: `${hint}, or list the claim under notApplicable with a reason`,
    ...('missing' in reason ? { missing: reason.missing } : {}),
  })
}

/** Thrown by a check that starts and stops the target when the config attaches to a running one. */
export function attachedTarget(): PreflightError {
  return unverified({
    because: 'this check starts and stops the target, but the target is attached',
    hint: 'use launch: command(…), image(…) or compose(…) so that the gate starts it',
  })
}

/** Thrown by a check that needs the target as a process of this machine. */
export function notAProcess(launch: string): PreflightError {
  return unverified({
    because: `this check starts the target as plain processes, but it is launched by ${launch}(…)`,
    hint: 'run it with engine docker and manifests.dockerfile, or use launch: command(…)',
  })
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Whether an error says that a check cannot run on the target. */
export function isUnverified(error: unknown): error is PreflightError {
  return error instanceof PreflightError && error.code === 'PREFLIGHT_E_UNVERIFIED'
}
