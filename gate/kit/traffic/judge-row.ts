/** Whether a row's load was served as the claims `load.<row>` require: a pure function. */
import type { LoadResult, Phase } from './k6/load-result.ts'

/** The figures of one phase of a run; times in milliseconds. */
export interface RowFigures {
  offeredPerSecond: number
  achievedPerSecond: number
  requests: number
  dropped: number
  /** Requests that were not answered correctly. */
  errors: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  lagP99Ms: number
  /** Most connections to PostgreSQL at once; null if not sampled. */
  backendsMax: number | null
  /** Share of all CPUs that the generator used. */
  generatorCpuShare: number
}

export interface RowVerdict {
  verdict: 'pass' | 'fail' | 'inconclusive'
  /** What failed, or why it cannot be judged. Empty if it passed. */
  reasons: string[]
  /** Whether it fails only for what came late, which one hiccup of the machine can cause. */
  onlyLate: boolean
}

export interface RowLimits {
  /** Absent if the config has none; then latency cannot be judged. */
  objectives?: { p95Ms: number; p99Ms: number } | undefined
  maxPerProcess?: number | undefined
  maxAtServer?: number | undefined
}

/** The phase with the row's rate; row scripts have only one. */
function loadPhase({ phases }: LoadResult): Phase | undefined {
  return phases[0]
}

export function figuresOf(result: LoadResult): RowFigures {
  const phase = loadPhase(result)
  return {
    offeredPerSecond: phase?.offeredPerSecond ?? 0,
    achievedPerSecond: phase?.achievedPerSecond ?? 0,
    requests: result.requests,
    dropped: result.dropped,
    errors: (phase?.requests ?? 0) - (phase?.ok ?? 0),
    p50Ms: phase?.latencyMs.p50 ?? 0,
    p95Ms: phase?.latencyMs.p95 ?? 0,
    p99Ms: phase?.latencyMs.p99 ?? 0,
    lagP99Ms: phase?.lagMs.p99 ?? 0,
    backendsMax: result.pool?.maxBackends ?? null,
    generatorCpuShare: result.generator.cpuShare,
  }
}

const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`

/** Answers that a slow generator or machine can cause: those that depend on time. */
const timely = ['none', '408', '503', '504']
/** The answer of a rate limit: nobody served the request, and nobody failed to. */
const limited = '429'

/** If the generator stalled for this long, dropped iterations are its own. */
const longStandstillMs = 500

/**
 * Without a free CPU for this long, the machine decides what is in time. The generator's start and
 * a backlog of the backend take less.
 */
const longExhausted = { seconds: 3, share: 0.3, shareOfLoad: 0.5 }

/**
 * Generator, backend and database share this machine. When it is exhausted, a slow answer may be
 * the fault of any of them, so it is not a failure of the backend.
 */
function exhaustion({ machine, generator, phases }: LoadResult): string[] {
  const { exhaustedSeconds, seconds } = machine
  const loaded = phases.reduce((sum, phase) => sum + phase.seconds, 0)
  const long = Math.min(longExhausted.seconds, longExhausted.shareOfLoad * loaded)
  const isLong = exhaustedSeconds >= Math.max(long, longExhausted.share * seconds)
  return isLong
    ? [
        `the machine had no free CPU for ${exhaustedSeconds} of ${seconds} s, ` +
          `and the generator used ${Math.round(generator.cpuShare * 100)} % of all CPUs`,
      ]
    : []
}

/** At most one iteration in a thousand, or one, may be missing or surplus. */
function offersWhatItSays({ planned, iterations }: LoadResult): boolean {
  return Math.abs(iterations - planned) <= Math.max(1, planned / 1000)
}

/**
 * What a lagging generator may add to a request: it reads answers as late as it starts requests. So
 * a target that stalls for a second still fails.
 */
function allowanceMs({ doubts, phases }: LoadResult): number {
  return doubts.length === 0 ? 0 : Math.max(0, ...phases.map(({ lagMs }) => lagMs.max))
}

/** Wrong answers, and whether all of them can be due to time. */
function wrongAnswers(result: LoadResult): { found: string[]; byTime: boolean } {
  const { errors } = figuresOf(result)
  const wrong = errors - (result.statuses[limited] ?? 0)
  if (wrong <= 0) return { found: [], byTime: true }
  const statuses = Object.entries(result.statuses).filter(
    ([status]) => !/^2/.test(status) && status !== limited,
  )
  const named = statuses.map(
    ([status, count]) => `${count} x ${status === 'none' ? 'no answer' : status}`,
  )
  return {
    found: [`${wrong} errors (${named.join(', ') || 'wrong answers'})`],
    byTime: statuses.length > 0 && statuses.every(([status]) => timely.includes(status)),
  }
}

function tooSlow(result: LoadResult, { objectives }: RowLimits): string[] {
  const { dropped, p95Ms, p99Ms } = figuresOf(result)
  const allowance = allowanceMs(result)
  const found: string[] = []
  if (dropped > 0 && allowance < longStandstillMs) found.push(`${dropped} dropped`)
  if (!objectives) return found
  for (const [name, value, max] of [
    ['p95', p95Ms, objectives.p95Ms],
    ['p99', p99Ms, objectives.p99Ms],
  ] as const) {
    if (value - allowance > max) found.push(`${name} ${ms(value)}, objective ${ms(max)}`)
  }
  return found
}

/** Connections beyond the limits of the pools and the pooler. */
export function tooManyConnections(
  { pool }: Pick<LoadResult, 'pool'>,
  { maxPerProcess, maxAtServer }: RowLimits,
): string[] {
  const perProcess = Math.max(0, ...Object.values(pool?.maxByProcess ?? {}))
  const atServer = pool?.maxBackends ?? 0
  return [
    ...(maxPerProcess !== undefined && perProcess > maxPerProcess
      ? [`a process had ${perProcess} connections, but its pool allows ${maxPerProcess}`]
      : []),
    ...(maxAtServer !== undefined && atServer > maxAtServer
      ? [`PostgreSQL had ${atServer} connections, but the pooler allows ${maxAtServer}`]
      : []),
  ]
}

/**
 * Judges a row. A run that measured nothing is inconclusive, whatever its figures. A run with
 * doubtful times fails only for what a late generator cannot explain.
 */
export function judgeRow(result: LoadResult, limits: RowLimits): RowVerdict {
  const problems = [...result.problems]
  if (result.requests === 0 && problems.length === 0) problems.push('no request was sent')
  if (problems.length > 0) return { verdict: 'inconclusive', reasons: problems, onlyLate: false }
  const answers = wrongAnswers(result)
  const slow = tooSlow(result, limits)
  const late = [...(answers.byTime ? answers.found : []), ...slow]
  const doubts = [...result.doubts, ...(late.length > 0 ? exhaustion(result) : [])]
  const tooMany = tooManyConnections(result, limits)
  const surely = [
    ...(answers.byTime && doubts.length > 0 ? [] : answers.found),
    ...(doubts.length > result.doubts.length ? [] : slow),
    ...tooMany,
  ]
  const onlyLate = surely.length > 0 && answers.byTime && tooMany.length === 0
  if (surely.length > 0) return { verdict: 'fail', reasons: surely, onlyLate }
  if (!offersWhatItSays(result)) {
    doubts.push(`the generator started ${result.iterations} of ${result.planned} iterations`)
  }
  const unserved = result.statuses[limited] ?? 0
  if (unserved > 0) {
    doubts.push(
      `a rate limit answered ${unserved} requests with 429: lift it with "rateLimits.lifted"`,
    )
  }
  if (!limits.objectives) doubts.push('target config is missing "objectives"')
  return doubts.length > 0
    ? { verdict: 'inconclusive', reasons: doubts, onlyLate }
    : { verdict: 'pass', reasons: [], onlyLate }
}
