/** The max rate that each row's pool sustains within the objectives on this machine. */

import { unverified } from '#gate/errors.ts'
import { judgeRow, type RowLimits } from '#gate/kit/traffic/judge-row.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import { check } from '#gate/run/check.ts'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import { deploy, inconclusiveIfAny, type LoadContext, load, recordOf } from './load-deployment.ts'
import { phaseAlone } from './phases.ts'

const stepSeconds = { full: 10, quick: 1, few: 2 }
/** Steps from half the row's rate up to a rate above all rows. */
const stepCount = { full: 10, quick: 4, few: 3 }
const maxPerSecond = 3_000
/** VUs for a short wait are enough: a step that drops iterations has missed the objectives. */
const worstLatencyMs = 300

interface Knee {
  row: TuningRow['name']
  /** Max rate that met the objectives, in requests per second; 0 if no step did. */
  sustainedPerSecond: number
  /** The first rate that did not meet them, or at which the generator was in doubt. */
  endedAtPerSecond: number | undefined
  reasons: readonly string[]
}

/** All rows; where time is short the smallest and the largest one, or the smallest alone. */
function rowsFor(length: keyof typeof stepCount): readonly TuningRow[] {
  const [smallest] = tuningTable
  const largest = tuningTable.at(-1)
  if (length === 'full' || !smallest || !largest) return tuningTable
  return length === 'few' ? [smallest] : [smallest, largest]
}

/** Rates from half the row's to the max, each a constant factor above the one before. */
function stepsFor({ testRatePerSecond }: TuningRow, count: number): number[] {
  const first = testRatePerSecond / 2
  const factor = (maxPerSecond / first) ** (1 / (count - 1))
  return Array.from({ length: count }, (_, index) => Math.round(first * factor ** index))
}

/** Goes through the steps until the first that does not pass. */
function kneeOf(row: TuningRow['name'], result: LoadResult, limits: RowLimits): Knee {
  let sustainedPerSecond = 0
  for (const { name, offeredPerSecond } of result.phases) {
    const { verdict, reasons } = judgeRow(phaseAlone(result, name), limits)
    if (verdict !== 'pass') {
      return { row, sustainedPerSecond, endedAtPerSecond: offeredPerSecond, reasons }
    }
    sustainedPerSecond = offeredPerSecond
  }
  return {
    row,
    sustainedPerSecond,
    endedAtPerSecond: undefined,
    reasons: ['every step met the objectives'],
  }
}

async function measureKnee(
  context: LoadContext,
  row: TuningRow,
  { seconds, count }: { seconds: number; count: number },
): Promise<{ knee: Knee; result: LoadResult }> {
  const { objectives } = context.target.config
  const deployment = await deploy(context, row)
  const steps = stepsFor(row, count)
  const result = await load(context, deployment, 'knee', { steps, seconds, worstLatencyMs })
  await deployment.close()
  return { knee: kneeOf(row.name, result, { objectives }), result }
}

check('load.headroom', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  if (!target.config.objectives) throw unverified({ missing: ['objectives'] })
  const loadContext = { target, stack, context }
  const length = samples === 'few' ? 'few' : quick ? 'quick' : 'full'
  const options = { seconds: stepSeconds[length], count: stepCount[length] }
  const rows = rowsFor(length)
  evidence.floor('knee', 1)
  for (const row of rows) {
    const { knee, result } = await measureKnee(loadContext, row, options)
    evidence.observe('load', recordOf(result))
    inconclusiveIfAny(result.problems)
    const [first] = result.phases
    // If even the first step is in doubt, this machine cannot measure it.
    if (knee.sustainedPerSecond === 0 && first) {
      const { verdict, reasons } = judgeRow(phaseAlone(result, first.name), target.config)
      if (verdict === 'inconclusive') inconclusiveIfAny(reasons)
    }
    evidence.observe('knee', knee)
    const reasons = knee.reasons.join('; ')
    const what = `${row.name}: max requests per second within the objectives (${reasons})`
    expect.soft(knee.sustainedPerSecond, what).toBeGreaterThan(0)
  }
  evidence.floor('knee', rows.length)
})
