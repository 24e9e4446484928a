/** Each row of the tuning table sustains its rate with its pool. */

import type { ExpectStatic } from 'vitest'
import { unverified } from '#gate/errors.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { judgeRow, type RowLimits } from '#gate/kit/traffic/judge-row.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import {
  type Deployment,
  deploy,
  inconclusiveIfAny,
  type LoadContext,
  load,
  recordOf,
} from './load-deployment.ts'

/** Four seconds contain three whole ones, so that two of them follow a busy second. */
const seconds = { full: 60, quick: 4 }
/**
 * A run with a disturbed generator says nothing about the target and is repeated. So is one that
 * was only late: in four seconds one standstill of half a second, whoever caused it, breaks both
 * objectives, and it does not come twice unless it is the target's habit.
 */
const maxRuns = 2

interface Offer {
  seconds: number
  worstLatencyMs: number
  limits: RowLimits
  record(result: LoadResult): void
}

/** Offers the row's rate, again if its times are in doubt. */
async function offer(
  context: LoadContext,
  deployment: Deployment,
  row: TuningRow,
  { seconds, worstLatencyMs, limits, record }: Offer,
): Promise<LoadResult> {
  for (let run = 1; ; run += 1) {
    const result = await load(context, deployment, row.name, { seconds, worstLatencyMs })
    record(result)
    const isInDoubt = result.doubts.length > 0 || judgeRow(result, limits).onlyLate
    if (!isInDoubt || result.problems.length > 0 || run === maxRuns) return result
  }
}

/** The fixtures of a row's check. */
interface RowFixtures extends LoadContext {
  quick: boolean
  evidence: Evidence
  expect: ExpectStatic
}

function rowOf(name: TuningRow['name']): TuningRow {
  return tuningTable.find((row) => row.name === name) as TuningRow
}

async function checkRow(name: TuningRow['name'], fixtures: RowFixtures): Promise<void> {
  const { target, quick, evidence, expect } = fixtures
  const row = rowOf(name)
  const { objectives } = target.config
  if (!objectives) throw unverified({ missing: ['objectives'] })
  const deployment = await deploy(fixtures, row)
  const { running, maxPerProcess, maxAtServer } = deployment
  const { processes, productionProcesses, maxConnections } = deployment
  evidence.observe('deployment', { row, processes, productionProcesses, maxConnections })
  const before = processesOf(running)
  const limits = { objectives, maxPerProcess, ...(maxAtServer ? { maxAtServer } : {}) }
  const result = await offer(fixtures, deployment, row, {
    seconds: quick ? seconds.quick : seconds.full,
    worstLatencyMs: Math.max(1_000, 2 * objectives.p99Ms),
    limits,
    record: (each) => evidence.observe('load', recordOf(each)),
  })
  evidence.floor('load', 1)
  // A process that ended did, whatever the generator's figures are worth.
  expect.soft(endedSince(before, running), 'processes that exited').toEqual([])
  const { verdict, reasons } = judgeRow(result, limits)
  const [phase] = result.phases
  if (phase && phase.offeredPerSecond !== row.testRatePerSecond) {
    inconclusiveIfAny([...reasons, `the script offers ${phase.offeredPerSecond} per second`])
  }
  if (verdict === 'inconclusive') inconclusiveIfAny(reasons)
  expect.soft(reasons, `problems at ${row.testRatePerSecond} requests per second`).toEqual([])
  await deployment.close()
}

check('load.light', async ({ target, stack, context, quick, evidence, expect }) => {
  await checkRow('light', { target, stack, context, quick, evidence, expect })
})

check('load.medium', async ({ target, stack, context, quick, evidence, expect }) => {
  await checkRow('medium', { target, stack, context, quick, evidence, expect })
})

check('load.heavy', async ({ target, stack, context, quick, evidence, expect }) => {
  await checkRow('heavy', { target, stack, context, quick, evidence, expect })
})

check('load.very-heavy', async ({ target, stack, context, quick, evidence, expect }) => {
  await checkRow('very-heavy', { target, stack, context, quick, evidence, expect })
})
