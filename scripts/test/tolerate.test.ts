/** Goal: a starved machine excuses the times under load, and nothing else. */
import { expect, test } from 'vitest'
import { judgeRow } from '../../gate/kit/traffic/judge-row.ts'
import { doubtsOf } from '../../gate/kit/traffic/k6/run-k6.ts'
import { samplePhase, sampleResult } from '../../gate/kit/traffic/k6/testing/sample-result.ts'
import { excuseFor, excuseForMutant } from './tolerate.ts'

const lag = { p50: 1, p90: 9, p95: 20, p99: 99, max: 200 }
const lagging = doubtsOf([samplePhase({ lagMs: lag })], {
  busy: 1,
  exhaustedSeconds: 9,
  seconds: 11,
  steal: 0.3,
  foreign: 0.5,
})
const excuse = (id: string, verdict: string, ...messages: string[]) =>
  excuseFor({ id, verdict }, [
    { claim: id, troubles: messages.map((message) => ({ message })) },
    { claim: 'load.other', troubles: [{ message: 'something else' }] },
  ])

test('each doubt of a run excuses a claim about load', () => {
  expect(lagging).toHaveLength(3)
  for (const doubt of lagging) expect(excuse('load.heavy', 'inconclusive', doubt)).toBe(doubt)
  expect(excuse('load.heavy', 'inconclusive', lagging.join('; '))).toBe(lagging.join('; '))
})

test.for([
  ['another claim', 'pool.fair', 'inconclusive', lagging[0]],
  ['a failure', 'load.heavy', 'fail', lagging[0]],
  ['what nobody looked at', 'load.heavy', 'unverified', lagging[0]],
  ['a script that throws', 'load.heavy', 'inconclusive', 'the script threw 9 exceptions'],
  ['no reason', 'load.heavy', 'inconclusive', undefined],
] as const)('%s is not excused', ([, id, verdict, message]) => {
  expect(excuse(id, verdict, ...(message ? [message] : []))).toBeUndefined()
})

test('a machine with nothing left excuses a row that was slow, as `judgeRow` words it', () => {
  const machine = { steal: 0, busy: 1, exhaustedSeconds: 9, seconds: 11, foreign: 0 }
  const slow = samplePhase({ latencyMs: { p50: 1, p90: 2, p95: 300, p99: 300, max: 300 } })
  const { verdict, reasons } = judgeRow(sampleResult(slow, { machine }), {
    objectives: { p95Ms: 250, p99Ms: 500 },
  })
  expect(verdict).toBe('inconclusive')
  expect(excuse('load.heavy', verdict, reasons.join('; '))).toBeDefined()
})

test('one other trouble is enough', () => {
  expect(excuse('load.heavy', 'inconclusive', `${lagging[0]}`, 'no summary')).toBeUndefined()
})

test('a mutant is excused where it was to fail of load alone, and the machine was why', () => {
  const [reason = ''] = lagging
  const light = { claim: 'load.light', reason }
  expect(excuseForMutant([light])).toBe(reason)
  expect(excuseForMutant(undefined)).toBeUndefined()
  expect(excuseForMutant([light, { claim: 'pool.fair', reason }])).toBeUndefined()
  expect(excuseForMutant([{ claim: 'load.light', reason: 'no summary' }])).toBeUndefined()
})
