import { readFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { attached, type TargetConfig } from '#gate/contract/contract.ts'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import type { OwnClaim } from '#gate/contract/own/own-claim.ts'
import { readConfig } from '#gate/contract/read-config.ts'
import { secretsOf } from '#gate/contract/secrets-of.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { addConfigSecret } from '#gate/redact.ts'
import { claims } from '#guide/index.ts'
import { leftOutKey, optionalOperations } from '#guide/optional-operations.ts'
import { findConfig } from './find-config.ts'
import { defaultOf, loadModule } from './load-module.ts'
import { loadOwnClaims } from './own/own-claims.ts'

/** A config with its file, whose folder is the base of relative paths. */
export interface LoadedTarget {
  config: TargetConfig
  /** Absolute. */
  file: string
  folder: string
  /** The claims that its team has added. */
  own: readonly OwnClaim[]
}

/** Where an attached target is reached, once its address was checked. */
export interface AttachedUrl {
  /** With the address instead of the name, so that no later DNS answer leads elsewhere. */
  url: string
  /** The Host header that requests still need, if the URL had a name. */
  host?: string
}

/** The target as it is reached at a checked address. */
export function attachedTo(loaded: LoadedTarget, { url, host }: AttachedUrl): LoadedTarget {
  const { config } = loaded
  const proxyHeaders = { ...(host === undefined ? {} : { host }), ...config.proxyHeaders }
  return { ...loaded, config: { ...config, launch: attached({ url }), proxyHeaders } }
}

function refuse(file: string, problems: readonly string[], cause?: unknown): PreflightError {
  const lines = problems.map((problem) => `${file}:${/^\d+:/.test(problem) ? '' : ' '}${problem}`)
  return new PreflightError('PREFLIGHT_E_CONFIG', lines.join('\n'), {
    hint: 'docs/config.md has every key, and a complete example',
    cause,
  })
}

/** Whether a pattern of `notApplicable` (an id, or a family ending in `*`) covers a claim. */
export function covers(pattern: string, claim: string): boolean {
  return pattern.endsWith('*') ? claim.startsWith(pattern.slice(0, -1)) : pattern === claim
}

/** The config's reason why a claim does not apply to the target, if it gives one. */
export function notApplicableReason(config: TargetConfig, claim: string): string | undefined {
  return Object.entries(config.notApplicable ?? {}).find(([pattern]) => covers(pattern, claim))?.[1]
}

/**
 * The operations of which the config says, under `notApplicable`, that there are none: the reason
 * by key, as `operations.refresh`.
 */
export function operationsLeftOut({
  notApplicable = {},
}: Pick<TargetConfig, 'notApplicable'>): Readonly<Record<string, string>> {
  const keys = optionalOperations.map(leftOutKey)
  return Object.fromEntries(Object.entries(notApplicable).filter(([key]) => keys.includes(key)))
}

/** What is wrong with the keys of `notApplicable`. */
function notApplicableProblems(config: TargetConfig, ids: readonly string[]): string[] {
  const leftOut = operationsLeftOut(config)
  const unknown = Object.keys(config.notApplicable ?? {}).filter(
    (key) => !Object.hasOwn(leftOut, key) && !ids.some((id) => covers(key, id)),
  )
  const operations = unknown.filter((key) => key.startsWith('operations.') && !key.endsWith('*'))
  const others = unknown.filter((key) => !operations.includes(key))
  const both = optionalOperations
    .filter((name) => config.operations?.[name] !== undefined)
    .map(leftOutKey)
    .filter((key) => Object.hasOwn(leftOut, key))
  return [
    ...(others.length > 0 ? [`notApplicable: unknown claim ${others.join(', ')}`] : []),
    ...operations.map(
      (key) =>
        `notApplicable: ${key}: expected a claim, or one of the operations that a backend may ` +
        `have none of: ${optionalOperations.join(', ')}`,
    ),
    ...both.map((key) => `notApplicable: ${key}: the config has this operation`),
  ]
}

/** Whether a config is data: YAML, or JSON, which is YAML too. */
export function isData(file: string): boolean {
  return /\.(ya?ml|json)$/i.test(file)
}

/**
 * The data of such a config, validated.
 * @param name of the file in errors
 * @throws PreflightError PREFLIGHT_E_CONFIG naming the file, line, column and key
 */
export async function loadData(path: string, name: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw refuse(name, [`cannot be read: ${messageOf(error)}`], error)
  })
  const read = readData(text)
  if ('problems' in read) throw refuse(name, read.problems)
  return read.data
}

/** What a config that is code exports: an object, a promise of one, or a function for one. */
async function loadCode(path: string, name: string): Promise<unknown> {
  const failed = (error: unknown) => {
    const [first = ''] = messageOf(error).split('\n')
    return refuse(name, [`cannot be loaded: ${first}`], error)
  }
  const module = await loadModule(path).catch((error: unknown) => {
    throw failed(error)
  })
  const exported = defaultOf(module)
  if (exported === undefined) throw refuse(name, ['has no default export'])
  try {
    return typeof exported === 'function' ? await exported() : await exported
  } catch (error) {
    throw failed(error)
  }
}

/**
 * Reads and validates a config file. From then on its secrets are redacted, wherever this process
 * writes them.
 * @param named path, relative to the working directory. Default: as {@link findConfig} finds it
 * @throws PreflightError PREFLIGHT_E_CONFIG naming the file, the key and what was expected
 */
export async function loadTarget(named?: string): Promise<LoadedTarget> {
  const path = await findConfig(named)
  const name = named ?? (relative(process.cwd(), path) || path)
  const read = readConfig(
    isData(path) ? compileTarget(await loadData(path, name)) : await loadCode(path, name),
  )
  if ('problems' in read) throw refuse(name, read.problems)
  const { config } = read
  for (const [name, value] of secretsOf(config)) addConfigSecret(name, value)
  const own = await loadOwnClaims(dirname(path))
  const wrong = notApplicableProblems(
    config,
    [...claims, ...own].map(({ id }) => id),
  )
  if (wrong.length > 0) throw refuse(name, wrong)
  return { config, file: path, folder: dirname(path), own }
}
