/** Runs a load script with k6 and returns what happened; never relies on k6's exit code alone. */

import { readFile } from 'node:fs/promises'
import { messageOf } from '#gate/errors.ts'
import { sumOf } from '../../model/statistics.ts'
import { type K6Process, startK6 } from './k6-process.ts'
import { askProgress, type Counts } from './k6-progress.ts'
import type { LoadProgress, LoadResult, MachineUse, Phase } from './load-result.ts'
import type { LoadRequest } from './request.ts'
import {
  brokenThresholds,
  errorsIn,
  exceptionsIn,
  maxLagMs,
  phasesOf,
  type Summary,
  summaryProblems,
  summarySchema,
} from './summary.ts'
import { quietUse, watchGenerator, watchPool } from './watch.ts'

/** The shares of CPU that others may use before times are doubtful. */
const maxSteal = 0.1
const maxForeign = 0.25

/** k6's exit codes of a completed run: success and broken thresholds. */
const completed: readonly (number | null)[] = [0, 99]

async function readSummary(k6: K6Process): Promise<Summary | string> {
  try {
    return summarySchema.parse(JSON.parse(await readFile(k6.summaryFile, 'utf8')))
  } catch (error) {
    const reason = messageOf(error).split('\n').slice(0, 3).join(' ')
    return `k6 wrote no summary (${reason}); it printed: ${k6.output() || 'nothing'}`
  }
}

/** Why times may not be due to the target. */
export function doubtsOf(phases: readonly Phase[], machine: MachineUse): string[] {
  const lag = Math.max(0, ...phases.map(({ lagMs }) => lagMs.p99))
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const { steal, foreign } = machine
  return [
    ...(lag > maxLagMs
      ? [`the generator lagged: p99 ${lag} ms behind its schedule, at most ${maxLagMs}`]
      : []),
    ...(steal > maxSteal ? [`other guests of the host used ${percent(steal)} of the CPUs`] : []),
    ...(foreign > maxForeign ? [`other processes used ${percent(foreign)} of the CPUs`] : []),
  ]
}

type Ended = Awaited<ReturnType<K6Process['ended']>>

function exitProblems(
  { exitCode, how }: Ended,
  broken: readonly string[],
  output: string,
): string[] {
  if (!completed.includes(exitCode)) return [`k6 ${how}: ${output}`]
  if (exitCode === 0 && broken.length > 0)
    return [`k6 ended with 0, but reports a broken threshold: ${broken[0]}`]
  return []
}

export function addCounts(counts: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const each of counts) {
    for (const [name, count] of Object.entries(each)) sums[name] = (sums[name] ?? 0) + count
  }
  return sums
}

/** The totals of all phases. */
export function totalsOf(phases: readonly Phase[]) {
  return {
    planned: sumOf(phases, ({ planned }) => planned),
    iterations: sumOf(phases, ({ iterations }) => iterations),
    dropped: sumOf(phases, ({ dropped }) => dropped),
    requests: sumOf(phases, ({ requests }) => requests),
    statuses: addCounts(phases.map(({ statuses }) => statuses)),
  }
}

type Observed = Pick<LoadResult, 'generator' | 'machine' | 'pool' | 'exitCode'>

async function resultOf(
  request: LoadRequest,
  k6: K6Process,
  how: string,
  observed: Observed,
): Promise<LoadResult> {
  const summary = await readSummary(k6)
  const read = typeof summary !== 'string'
  const phases = read ? phasesOf(summary, 1 / (request.segment?.of ?? 1)) : []
  const broken = read ? brokenThresholds(summary) : []
  return {
    script: request.script,
    phases,
    ...totalsOf(phases),
    exceptions: read ? exceptionsIn(summary) : 0,
    errors: read ? errorsIn(summary) : {},
    ...observed,
    summaryFile: read ? k6.summaryFile : undefined,
    brokenThresholds: broken,
    problems: [
      ...(request.signal?.aborted ? ['the run was interrupted'] : []),
      ...exitProblems({ exitCode: observed.exitCode, how }, broken, k6.output()),
      ...(read ? summaryProblems(summary, phases) : [summary]),
    ],
    doubts: doubtsOf(phases, observed.machine),
  }
}

/** Reports progress; skips a report while the previous one is under way. */
function reporter(request: LoadRequest, k6: K6Process, startMs: number) {
  const { onProgress } = request
  let asking = false
  return (more: Pick<LoadProgress, 'backends' | 'generatorCpuShare'>) => {
    if (!onProgress || !k6.address || asking) return
    asking = true
    const tell = (counts: Counts | undefined) => {
      asking = false
      if (!counts) return
      const atSeconds = Math.round((performance.now() - startMs) / 100) / 10
      onProgress({ atSeconds, ...counts, ...more })
    }
    askProgress(k6.address).then(tell)
  }
}

/**
 * Runs one script against a running target. Problems of the measurement are in `problems` and
 * `doubts`, never thrown.
 * @throws PreflightError PREFLIGHT_E_TOOL_MISSING if there is no k6; what PostgreSQL says if it
 *   cannot be watched
 */
export async function runK6(request: LoadRequest): Promise<LoadResult> {
  const before = await quietUse()
  const pool = await watchPool(request.beside)
  const k6 = await startK6(request)
  const report = reporter(request, k6, performance.now())
  const watch = watchGenerator(k6.pid, (generatorCpuShare) =>
    report({ backends: pool.backends(), generatorCpuShare }),
  )
  const { exitCode, how } = await k6.ended(request.signal)
  const { generator, machine: observed } = await watch.stop()
  const samples = await pool.stop()
  const after = await quietUse()
  const machine = { ...observed, foreign: Math.min(before.foreign, after.foreign) }
  return await resultOf(request, k6, how, { generator, machine, pool: samples, exitCode })
}
