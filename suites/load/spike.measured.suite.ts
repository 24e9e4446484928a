/** Five times the traffic for ten seconds: a backend bends, and is itself again soon after. */

import { unverified } from '#gate/errors.ts'
import { endedSince, processesOf } from '#gate/kit/pool/processes.ts'
import { judgeRow } from '#gate/kit/traffic/judge-row.ts'
import type { LoadResult, Phase } from '#gate/kit/traffic/k6/result.ts'
import { check } from '#gate/run/check.ts'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import { demand, deploy, load, recordOf } from './deployment.ts'
import { phaseAlone } from './phases.ts'

/** The spike itself lasts as long as the claim says, except where only a defect is to be shown. */
const seconds = {
  full: { seconds: 20, spikeSeconds: 10 },
  quick: { seconds: 3, spikeSeconds: 10 },
  few: { seconds: 2, spikeSeconds: 4 },
}
const rows: Record<'full' | 'quick', TuningRow['name']> = { full: 'medium', quick: 'light' }
/** Besides the target's own way to say that it is overloaded. */
const tooMany = 429
/** Longer than the shortened timeout of the pool, so that its refusal arrives. */
const worstLatencyMs = 2_000
const poolTimeoutSeconds = '1'

/** Answers in the spike that are neither service nor shedding. */
function crashes(
  result: LoadResult,
  { statuses, requests }: Phase,
  shedding: readonly number[],
): string[] {
  const answers = Object.entries(statuses).filter(
    ([status]) => !/^2/.test(status) && !shedding.includes(Number(status)) && status !== 'none',
  )
  const { 1050: timeouts = 0, ...unreachable } = result.errors
  const late = timeouts > requests / 20 && result.doubts.length === 0
  return [
    ...answers.map(([status, count]) => `${count} x ${status}`),
    ...Object.entries(unreachable).map(
      ([code, count]) => `${count} x no answer (k6 error ${code})`,
    ),
    ...(late ? [`${timeouts} x no answer in 2 s`] : []),
  ]
}

check('load.spike', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  const { objectives } = target.config
  if (!objectives) throw unverified({ missing: ['objectives'] })
  const bench = { target, stack, context }
  const name = rows[quick ? 'quick' : 'full']
  const row = tuningTable.find((each) => each.name === name) as TuningRow
  const deployment = await deploy(bench, row, { poolTimeout: poolTimeoutSeconds })
  const { running } = deployment
  const before = processesOf(running)
  const length = seconds[samples === 'few' ? 'few' : quick ? 'quick' : 'full']
  const shape = { rate: row.testRatePerSecond, worstLatencyMs, ...length }
  const result = await load(bench, deployment, 'spike', shape)
  const ended = endedSince(before, running)
  evidence.observe('load', recordOf(result))
  evidence.floor('load', 1)
  const spike = result.phases.find((phase) => phase.name === 'spike')
  demand([...result.problems, ...(spike ? [] : ['the script has no spike'])])
  const offered = spike ? (spike.iterations + spike.dropped) / spike.planned : 0
  if (offered < 0.9) demand([`the spike reached ${Math.round(offered * 100)} % of its rate`])
  const control = judgeRow(phaseAlone(result, 'before'), { objectives })
  if (control.verdict !== 'pass') demand(control.reasons.map((why) => `before the spike: ${why}`))

  const shedding = [...running.statuses.overloaded, tooMany]
  const wrong = spike ? crashes(result, spike, shedding) : []
  expect.soft(wrong, 'answers that do not shed').toEqual([])
  expect.soft(ended, 'processes of the backend that ended').toEqual([])
  const recovered = judgeRow(phaseAlone(result, 'after'), { objectives })
  const reasons = recovered.verdict === 'fail' ? recovered.reasons : []
  expect.soft(reasons, '5 s after the spike it serves as before').toEqual([])
  if (recovered.verdict === 'inconclusive') demand(recovered.reasons)
  await deployment.close()
})
