/** Summarises the record of a probe: failures, hidden retries, the longest gap. Pure. */
import { type ConnectionKind, connectionKinds, type Probed } from './probe.ts'

/** A time without a completed right answer. */
export interface Gap {
  ms: number
  fromMs: number
  toMs: number
}

export interface ProbeSummary {
  sent: number
  /** Requests without a right answer. */
  failed: number
  /** By kind of connection and outcome. */
  failures: Record<string, number>
  /** Requests that the edge sent to more than one side: retried without the client. */
  retried: number
  byConnection: Record<ConnectionKind, { sent: number; reused: number; failed: number }>
  gap: Gap
}

/** The outcome of a request in a word or two. */
export function outcomeOf({ status, error }: Probed): string {
  return error ?? String(status)
}

export function isRight({ status }: Probed, right: readonly number[]): boolean {
  return status !== undefined && right.includes(status)
}

/** Whether the edge sent the request to both sides, which are then in the header. */
export function isRetried({ side }: Probed): boolean {
  return side?.includes(',') === true
}

/**
 * The longest time between two right answers. At a constant rate, it is at least the time between
 * two requests, with a resolution of two of those.
 */
export function longestGap(requests: readonly Probed[], right: readonly number[]): Gap {
  const ends = requests
    .filter((request) => isRight(request, right))
    .map(({ endMs }) => endMs)
    .sort((one, other) => one - other)
  // The time after the last right answer is a gap too.
  const lastMs = requests.reduce((last, { endMs }) => Math.max(last, endMs), -Infinity)
  const firstMs = requests.reduce((first, { startMs }) => Math.min(first, startMs), Infinity)
  if (requests.length === 0) return { ms: 0, fromMs: 0, toMs: 0 }
  const moments = [firstMs, ...ends, lastMs]
  return moments.slice(1).reduce<Gap>(
    (longest, toMs, index) => {
      const fromMs = moments[index] as number
      return toMs - fromMs > longest.ms ? { ms: toMs - fromMs, fromMs, toMs } : longest
    },
    { ms: 0, fromMs: firstMs, toMs: firstMs },
  )
}

/** @param right statuses that are right answers */
export function summarise(requests: readonly Probed[], right: readonly number[]): ProbeSummary {
  const wrong = requests.filter((request) => !isRight(request, right))
  const failures = Object.groupBy(wrong, (request) => {
    const reused = request.isReused ? ' (reused)' : ''
    return `${request.connection}${reused}: ${outcomeOf(request)}`
  })
  const byConnection = connectionKinds.map((kind) => {
    const sent = requests.filter(({ connection }) => connection === kind)
    const failed = sent.filter((request) => !isRight(request, right)).length
    const reused = sent.filter(({ isReused }) => isReused).length
    return [kind, { sent: sent.length, reused, failed }] as const
  })
  return {
    sent: requests.length,
    failed: wrong.length,
    failures: Object.fromEntries(
      Object.entries(failures).map(([what, each]) => [what, each?.length ?? 0]),
    ),
    retried: requests.filter(isRetried).length,
    byConnection: Object.fromEntries(byConnection) as ProbeSummary['byConnection'],
    gap: longestGap(requests, right),
  }
}
