/** How far each row's pool goes on this machine before an objective breaks. */

import { unverified } from '#gate/errors.ts'
import { judgeRow, type RowLimits } from '#gate/kit/traffic/judge-row.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/result.ts'
import { check } from '#gate/run/check.ts'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import { type Bench, demand, deploy, load, recordOf } from './deployment.ts'
import { phaseAlone } from './phases.ts'

const stepSeconds = { full: 10, quick: 1, few: 2 }
/** Steps from half the row's rate on: as many as the time allows, up to a rate beyond all rows. */
const stepCount = { full: 10, quick: 4, few: 3 }
const highestPerSecond = 3_000
/** A step may drop: that breaks it. So VUs for a short wait are enough. */
const worstLatencyMs = 300

interface Knee {
  row: TuningRow['name']
  /** Highest rate that held; 0 where the first step did not. Requests a second. */
  sustainedPerSecond: number
  /** Where it ended: the rate that broke, or at which the generator could not say. */
  endedAt: number | undefined
  reasons: readonly string[]
}

/** Rates from half the row's to the highest, each a constant factor above the one before. */
function stepsFor({ testRatePerSecond }: TuningRow, count: number): number[] {
  const first = testRatePerSecond / 2
  const factor = (highestPerSecond / first) ** (1 / (count - 1))
  return Array.from({ length: count }, (_, index) => Math.round(first * factor ** index))
}

/** Walks up the steps to the first that does not hold. */
function kneeOf(row: TuningRow['name'], result: LoadResult, limits: RowLimits): Knee {
  let sustainedPerSecond = 0
  for (const { name, offeredPerSecond } of result.phases) {
    const { verdict, reasons } = judgeRow(phaseAlone(result, name), limits)
    if (verdict !== 'pass') {
      return { row, sustainedPerSecond, endedAt: offeredPerSecond, reasons }
    }
    sustainedPerSecond = offeredPerSecond
  }
  return { row, sustainedPerSecond, endedAt: undefined, reasons: ['every step held'] }
}

async function measureKnee(
  bench: Bench,
  row: TuningRow,
  { seconds, count }: { seconds: number; count: number },
): Promise<{ knee: Knee; result: LoadResult }> {
  const { objectives } = bench.target.config
  const deployment = await deploy(bench, row)
  const steps = stepsFor(row, count)
  const result = await load(bench, deployment, 'knee', { steps, seconds, worstLatencyMs })
  await deployment.close()
  return { knee: kneeOf(row.name, result, { objectives }), result }
}

check('load.headroom', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  if (!target.config.objectives) throw unverified({ missing: ['objectives'] })
  const bench = { target, stack, context }
  const length = samples === 'few' ? 'few' : quick ? 'quick' : 'full'
  const options = { seconds: stepSeconds[length], count: stepCount[length] }
  const rows = samples === 'few' ? tuningTable.slice(0, 1) : tuningTable
  for (const row of rows) {
    const { knee, result } = await measureKnee(bench, row, options)
    evidence.observe('load', recordOf(result))
    demand(result.problems)
    const [first] = result.phases
    // Where even the first step is in doubt, this machine cannot say.
    if (knee.sustainedPerSecond === 0 && first) {
      const { verdict, reasons } = judgeRow(phaseAlone(result, first.name), target.config)
      if (verdict === 'inconclusive') demand(reasons)
    }
    evidence.observe('knee', knee)
    const what = `${row.name}: requests a second within the objectives (${knee.reasons.join('; ')})`
    expect.soft(knee.sustainedPerSecond, what).toBeGreaterThan(0)
  }
  evidence.floor('knee', rows.length)
})
