/** What became of a generated mutant. Pure. */
import type { ClaimOutcome } from '../judge.ts'

/**
 * `killed`: a claim failed. `refused-to-start`: none did, but the deployment could not be started,
 * so nothing could be released either. `survived`: neither. `equivalent`: not tried, for a written
 * reason. `not-tried`: the engine has no claim for it. `error`: the gate could not run it.
 */
export const generatedResults = [
  'killed',
  'refused-to-start',
  'survived',
  'equivalent',
  'not-tried',
  'error',
] as const
export type GeneratedResult = (typeof generatedResults)[number]

export interface GeneratedVerdict {
  result: GeneratedResult
  /** The claims that failed. */
  failed: string[]
  /** Claims that neither failed nor passed, with the first line of why. */
  unmeasured: string[]
  reason?: string
}

/** The preparation that all checks share, and the image of those in a container. */
const sharedCodes = new Set(['PREFLIGHT_E_PREPARE', 'PREFLIGHT_E_IMAGE'])
/** Of claims that only look at a started backend. */
const startCodes = new Set(['PREFLIGHT_E_TARGET_LAUNCH', 'PREFLIGHT_E_TARGET_NOT_READY'])
const plainStarts = new Set(['http.critical-endpoints', 'observability.health-shape'])

function couldNotStart({ id, codes = [] }: ClaimOutcome): boolean {
  if (codes.some((code) => sharedCodes.has(code))) return true
  return plainStarts.has(id) && codes.some((code) => startCodes.has(code))
}

/** The verdict of what the claims said. */
export function judgeGenerated(outcomes: readonly ClaimOutcome[]): GeneratedVerdict {
  const failed = outcomes.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)
  const unsure = outcomes.filter(({ verdict }) => verdict !== 'fail' && verdict !== 'pass')
  const unmeasured = unsure.map(({ id, verdict, reasons: [reason = ''] }) => {
    return `${id} ${verdict}: ${reason.split('\n')[0]}`
  })
  if (failed.length > 0) return { result: 'killed', failed, unmeasured }
  const stopped = outcomes.find(couldNotStart)
  if (!stopped) return { result: 'survived', failed, unmeasured }
  const reason = stopped.reasons[0] ?? 'it did not start'
  return { result: 'refused-to-start', failed, unmeasured, reason: reason.split('\n')[0] ?? '' }
}
