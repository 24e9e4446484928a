/** Under five times the traffic a backend sheds load, and recovers within seconds. */

import { unverified } from '#gate/errors.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { judgeRow } from '#gate/kit/traffic/judge-row.ts'
import type { LoadResult, Phase } from '#gate/kit/traffic/k6/load-result.ts'
import { check } from '#gate/run/check.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import { deploy, inconclusiveIfAny, load, recordOf } from './load-deployment.ts'
import { phaseAlone } from './phases.ts'

/** The spike is as long as the claim says; with few samples it only has to show a defect. */
const seconds = {
  full: { seconds: 20, spikeSeconds: 10 },
  quick: { seconds: 3, spikeSeconds: 10 },
  few: { seconds: 2, spikeSeconds: 4 },
}
const rows: Record<'full' | 'quick', TuningRow['name']> = { full: 'medium', quick: 'light' }
/** Longer than the pool timeout set here, so that its 503 arrives. */
const worstLatencyMs = 2_000
const poolTimeoutSeconds = '1'

/** Responses during the spike that are neither success nor load shedding. */
function wrongResponses(
  result: LoadResult,
  { statuses, requests }: Phase,
  shedding: readonly number[],
): string[] {
  const wrong = Object.entries(statuses).filter(
    ([status]) => !/^2/.test(status) && !shedding.includes(Number(status)) && status !== 'none',
  )
  const { 1050: timeouts = 0, ...unreachable } = result.errors
  const late = timeouts > requests / 20 && result.doubts.length === 0
  return [
    ...wrong.map(([status, count]) => `${count} x ${status}`),
    ...Object.entries(unreachable).map(
      ([code, count]) => `${count} x no response (k6 error ${code})`,
    ),
    ...(late ? [`${timeouts} x no response in 2 s`] : []),
  ]
}

check('load.spike', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  const { objectives } = target.config
  if (!objectives) throw unverified({ missing: ['objectives'] })
  const loadContext = { target, stack, context }
  const name = rows[quick ? 'quick' : 'full']
  const row = tuningTable.find((each) => each.name === name) as TuningRow
  const deployment = await deploy(loadContext, row, { poolTimeout: poolTimeoutSeconds })
  const { running } = deployment
  const before = processesOf(running)
  const length = seconds[samples === 'few' ? 'few' : quick ? 'quick' : 'full']
  const shape = { rate: row.testRatePerSecond, worstLatencyMs, ...length }
  const result = await load(loadContext, deployment, 'spike', shape)
  const ended = endedSince(before, running)
  evidence.observe('load', recordOf(result))
  evidence.floor('load', 1)
  // A process that ended did, whatever the generator reached.
  expect.soft(ended, 'processes that exited').toEqual([])
  const spike = result.phases.find((phase) => phase.name === 'spike')
  inconclusiveIfAny([...result.problems, ...(spike ? [] : ['the script has no phase "spike"'])])
  const offered = spike ? (spike.iterations + spike.dropped) / spike.planned : 0
  if (offered < 0.9) {
    inconclusiveIfAny([`the spike reached ${Math.round(offered * 100)} % of its rate`])
  }
  const control = judgeRow(phaseAlone(result, 'before'), { objectives })
  if (control.verdict !== 'pass') {
    inconclusiveIfAny(control.reasons.map((why) => `before the spike: ${why}`))
  }

  const shedding = [...running.statuses.overloaded, tooManyRequests]
  const wrong = spike ? wrongResponses(result, spike, shedding) : []
  expect.soft(wrong, 'wrong responses during the spike').toEqual([])
  const recovered = judgeRow(phaseAlone(result, 'after'), { objectives })
  const reasons = recovered.verdict === 'fail' ? recovered.reasons : []
  expect.soft(reasons, 'problems 5 s after the spike').toEqual([])
  if (recovered.verdict === 'inconclusive') inconclusiveIfAny(recovered.reasons)
  await deployment.close()
})
