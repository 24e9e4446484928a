/** The rows of the tuning table: each carries its rate with its pool. */

import type { ExpectStatic } from 'vitest'
import { unverified } from '#gate/errors.ts'
import { endedSince, processesOf } from '#gate/kit/pool/processes.ts'
import { judgeRow } from '#gate/kit/traffic/judge-row.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/result.ts'
import { check } from '#gate/run/check.ts'
import type { Samples } from '#gate/run/context.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import { type Bench, type Deployment, demand, deploy, load, recordOf } from './deployment.ts'

/** Of four seconds that begin anywhere in one, three are whole: two that follow a busy one. */
const seconds = { full: 60, quick: 10, few: 4 }
/** A generator that was disturbed says nothing of the target: it is given another go. */
const goes = 2

/** Offers the row's rate until the times are those of the target, or twice. */
async function offer(
  bench: Bench,
  deployment: Deployment,
  row: TuningRow,
  options: { seconds: number; worstLatencyMs: number; seen(result: LoadResult): void },
): Promise<LoadResult> {
  const { seconds, worstLatencyMs } = options
  for (let go = 1; ; go += 1) {
    const result = await load(bench, deployment, row.name, { seconds, worstLatencyMs })
    options.seen(result)
    if (result.doubts.length === 0 || result.problems.length > 0 || go === goes) return result
  }
}

/** What a check of a row has at hand. */
interface Fixtures extends Bench {
  quick: boolean
  samples: Samples
  evidence: Evidence
  expect: ExpectStatic
}

function rowOf(name: TuningRow['name']): TuningRow {
  return tuningTable.find((row) => row.name === name) as TuningRow
}

async function carries(name: TuningRow['name'], fixtures: Fixtures): Promise<void> {
  const { target, quick, samples, evidence, expect } = fixtures
  const row = rowOf(name)
  const { objectives } = target.config
  if (!objectives) throw unverified({ missing: ['objectives'] })
  const deployment = await deploy(fixtures, row)
  const { running, mostPerProcess, mostAtServer } = deployment
  const { processes, productionProcesses, maxConnections } = deployment
  evidence.observe('deployment', { row, processes, productionProcesses, maxConnections })
  const before = processesOf(running)
  const result = await offer(fixtures, deployment, row, {
    seconds: samples === 'few' ? seconds.few : quick ? seconds.quick : seconds.full,
    worstLatencyMs: Math.max(1_000, 2 * objectives.p99Ms),
    seen: (each) => evidence.observe('load', recordOf(each)),
  })
  evidence.floor('load', 1)
  const ended = endedSince(before, running)
  const limits = { objectives, mostPerProcess, ...(mostAtServer ? { mostAtServer } : {}) }
  const { verdict, reasons } = judgeRow(result, limits)
  const [phase] = result.phases
  if (phase && phase.offeredPerSecond !== row.testRatePerSecond) {
    demand([...reasons, `the script offers ${phase.offeredPerSecond} a second`])
  }
  if (verdict === 'inconclusive') demand(reasons)
  expect.soft(reasons, `at ${row.testRatePerSecond} requests a second`).toEqual([])
  expect.soft(ended, 'processes of the backend that ended').toEqual([])
  await deployment.close()
}

check('load.light', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  await carries('light', { target, stack, context, quick, samples, evidence, expect })
})

check('load.medium', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  await carries('medium', { target, stack, context, quick, samples, evidence, expect })
})

check('load.heavy', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  await carries('heavy', { target, stack, context, quick, samples, evidence, expect })
})

check('load.very-heavy', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  await carries('very-heavy', { target, stack, context, quick, samples, evidence, expect })
})
