/** One test shared by several k6 processes: each has its segment; the parts are put together. */
import { mergeDistributions, percentilesOf } from './distribution.ts'
import type { LoadRequest } from './request.ts'
import type { LoadProgress, LoadResult, Phase } from './result.ts'
import { addCounts, doubtsOf, runK6, totalsOf } from './run.ts'

function sum<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((total, part) => total + of(part), 0)
}

function mergePhases(parts: readonly [Phase, ...Phase[]]): Phase {
  const [{ name, startSeconds, seconds }] = parts
  const offeredPerSecond = sum(parts, (part) => part.offeredPerSecond)
  const latency = mergeDistributions(parts.map((part) => part.latency))
  const lag = mergeDistributions(parts.map((part) => part.lag))
  const iterations = sum(parts, (part) => part.iterations)
  return {
    name,
    startSeconds,
    seconds,
    iterations,
    offeredPerSecond,
    latency,
    lag,
    planned: Math.round(offeredPerSecond * seconds),
    achievedPerSecond: Math.round((iterations / seconds) * 100) / 100,
    dropped: sum(parts, (part) => part.dropped),
    requests: sum(parts, (part) => part.requests),
    ok: sum(parts, (part) => part.ok),
    statuses: addCounts(parts.map((part) => part.statuses)),
    latencyMs: percentilesOf(latency),
    lagMs: percentilesOf(lag),
  }
}

/** The result of the whole, from those of all parts. Pure. */
export function mergeResults(parts: readonly [LoadResult, ...LoadResult[]]): LoadResult {
  const [first] = parts
  const phases = first.phases.flatMap(({ name }) => {
    const [one, ...more] = parts.flatMap((part) => part.phases.filter((p) => p.name === name))
    return one ? [mergePhases([one, ...more])] : []
  })
  const numbered = (of: (part: LoadResult) => readonly string[]) =>
    parts.flatMap((part, index) => of(part).map((text) => `part ${index + 1}: ${text}`))
  const incomplete = parts.filter((part) => part.phases.length !== first.phases.length)
  return {
    ...first,
    phases,
    ...totalsOf(phases),
    exceptions: sum(parts, (part) => part.exceptions),
    errors: addCounts(parts.map((part) => part.errors)),
    generator: {
      cpuShare: Math.round(sum(parts, ({ generator }) => generator.cpuShare) * 1000) / 1000,
      rssBytes: sum(parts, ({ generator }) => generator.rssBytes),
      processes: sum(parts, ({ generator }) => generator.processes),
    },
    pool: parts.find((part) => part.pool)?.pool,
    exitCode: parts.find((part) => part.exitCode !== 0)?.exitCode ?? first.exitCode,
    brokenThresholds: numbered((part) => part.brokenThresholds),
    problems: [
      ...numbered((part) => part.problems),
      ...(incomplete.length > 0 ? [`${incomplete.length} parts ran another plan`] : []),
    ],
    doubts: doubtsOf(phases, first.machine),
  }
}

/** The progress of the whole, from the last word of each part. */
function joinProgress(): (index: number, progress: LoadProgress) => LoadProgress {
  const last = new Map<number, LoadProgress>()
  return (index, progress) => {
    last.set(index, progress)
    const parts = [...last.values()]
    const times = parts.flatMap(({ p95Ms }) => p95Ms ?? [])
    return {
      atSeconds: progress.atSeconds,
      iterations: sum(parts, ({ iterations }) => iterations ?? 0),
      dropped: sum(parts, ({ dropped }) => dropped ?? 0),
      failed: sum(parts, ({ failed }) => failed ?? 0),
      // Percentiles do not add up: the worst part's.
      p95Ms: times.length === 0 ? undefined : Math.max(...times),
      backends: last.get(0)?.backends,
      generatorCpuShare: sum(parts, ({ generatorCpuShare }) => generatorCpuShare),
    }
  }
}

/**
 * Runs one test as several k6 processes on this machine, as k6-operator does on several.
 * @param processes how many, at least 1
 * @throws as `runK6`
 */
export async function runDistributed(processes: number, request: LoadRequest): Promise<LoadResult> {
  const { beside, onProgress, ...common } = request
  const join = joinProgress()
  const parts = Array.from({ length: processes }, (_, index) =>
    runK6({
      ...common,
      segment: { index, of: processes },
      // The target has one pool: one look at it is enough.
      ...(index === 0 && beside ? { beside } : {}),
      ...(onProgress ? { onProgress: (progress) => onProgress(join(index, progress)) } : {}),
    }),
  )
  const [first, ...more] = await Promise.all(parts)
  if (!first) throw new RangeError(`a test of ${processes} processes`)
  return mergeResults([first, ...more])
}
