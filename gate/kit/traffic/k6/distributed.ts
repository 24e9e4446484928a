/** Splits one test over several k6 processes, each with a segment, and merges the results. */
import { plural } from '#gate/plural.ts'
import { sumOf } from '../../model/statistics.ts'
import { mergeDistributions, percentilesOf } from './distribution.ts'
import type { LoadProgress, LoadResult, Phase } from './load-result.ts'
import type { LoadRequest } from './request.ts'
import { addCounts, doubtsOf, runK6, totalsOf } from './run-k6.ts'

function mergePhases(parts: readonly [Phase, ...Phase[]]): Phase {
  const [{ name, startSeconds, seconds }] = parts
  const offeredPerSecond = sumOf(parts, (part) => part.offeredPerSecond)
  const latency = mergeDistributions(parts.map((part) => part.latency))
  const lag = mergeDistributions(parts.map((part) => part.lag))
  const iterations = sumOf(parts, (part) => part.iterations)
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
    dropped: sumOf(parts, (part) => part.dropped),
    requests: sumOf(parts, (part) => part.requests),
    ok: sumOf(parts, (part) => part.ok),
    statuses: addCounts(parts.map((part) => part.statuses)),
    latencyMs: percentilesOf(latency),
    lagMs: percentilesOf(lag),
  }
}

/** Merges the results of all parts. Pure. */
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
    exceptions: sumOf(parts, (part) => part.exceptions),
    errors: addCounts(parts.map((part) => part.errors)),
    generator: {
      cpuShare: Math.round(sumOf(parts, ({ generator }) => generator.cpuShare) * 1000) / 1000,
      rssBytes: sumOf(parts, ({ generator }) => generator.rssBytes),
      processes: sumOf(parts, ({ generator }) => generator.processes),
    },
    pool: parts.find((part) => part.pool)?.pool,
    exitCode: parts.find((part) => part.exitCode !== 0)?.exitCode ?? first.exitCode,
    brokenThresholds: numbered((part) => part.brokenThresholds),
    problems: [
      ...numbered((part) => part.problems),
      ...(incomplete.length > 0
        ? [`${plural(incomplete.length, 'part')} ran a different plan`]
        : []),
    ],
    doubts: doubtsOf(phases, first.machine),
  }
}

/** The total progress, from the latest of each part. */
function joinProgress(): (index: number, progress: LoadProgress) => LoadProgress {
  const last = new Map<number, LoadProgress>()
  return (index, progress) => {
    last.set(index, progress)
    const parts = [...last.values()]
    const times = parts.flatMap(({ p95Ms }) => p95Ms ?? [])
    return {
      atSeconds: progress.atSeconds,
      iterations: sumOf(parts, ({ iterations }) => iterations ?? 0),
      dropped: sumOf(parts, ({ dropped }) => dropped ?? 0),
      failed: sumOf(parts, ({ failed }) => failed ?? 0),
      // Percentiles cannot be added: take the worst part's.
      p95Ms: times.length === 0 ? undefined : Math.max(...times),
      backends: last.get(0)?.backends,
      generatorCpuShare: sumOf(parts, ({ generatorCpuShare }) => generatorCpuShare),
    }
  }
}

/**
 * Runs one test with several k6 processes on this machine, like k6-operator on several machines.
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
      // The target has one pool, so only one part samples it.
      ...(index === 0 && beside ? { beside } : {}),
      ...(onProgress ? { onProgress: (progress) => onProgress(join(index, progress)) } : {}),
    }),
  )
  const [first, ...more] = await Promise.all(parts)
  if (!first) throw new RangeError(`a test of ${processes} processes`)
  return mergeResults([first, ...more])
}
