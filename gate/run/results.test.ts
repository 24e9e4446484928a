/** What was expected and never reported stays visible; an attached target is left in peace. */
import { describe, expect, test } from 'vitest'
import { attached, type TargetConfig } from '#gate/contract/contract.ts'
import type { CheckRecord } from '#gate/verdict/record.ts'
import { sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { judgeClaim } from '#gate/verdict/verdict.ts'
import { claimById } from '#guide/index.ts'
import { claimRecord, isRunnable, RunResults } from './results.ts'

const config: TargetConfig = { name: 'x', launch: attached({ url: 'http://127.0.0.1:1' }) }
const observing = claimById('observability.health-shape')
const disrupting = claimById('container.graceful-stop')

describe('an attached target', () => {
  test('checks that only observe may run', () => {
    expect(isRunnable(claimRecord(observing, config, []))).toBe(true)
  })

  test('checks that disrupt are withheld, by name of the option that allows them', () => {
    const record = claimRecord(disrupting, config, [])
    expect(isRunnable(record)).toBe(false)
    expect(judgeClaim(record)).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringContaining('--allow disrupt'),
    })
  })

  test('unless they are allowed', () => {
    expect(isRunnable(claimRecord(disrupting, config, ['disrupt']))).toBe(true)
  })
})

test('what the target lacks goes with the claims that demand it', () => {
  const lacks = { 'graceful shutdown': 'TERM ends it at once' } as const
  const record = claimRecord(disrupting, { ...config, lacks }, ['disrupt'])
  expect(record.lacks).toEqual({ feature: 'graceful shutdown', instead: 'TERM ends it at once' })
  expect(claimRecord(observing, { ...config, lacks }, [])).not.toHaveProperty('lacks')
})

test('a reason in notApplicable keeps a claim from running', () => {
  const notApplicable = { 'container.*': 'it runs in no container' }
  const record = claimRecord(disrupting, { ...config, notApplicable }, ['disrupt'])
  expect(judgeClaim(record)).toEqual({
    verdict: 'not-applicable',
    reason: 'it runs in no container',
  })
})

test('a claim of many operations goes with those that there are none of', () => {
  const notApplicable = { 'operations.refresh': 'sessions last for a day' }
  const of = (id: 'http.critical-endpoints' | 'http.email') =>
    claimRecord(claimById(id), { ...config, notApplicable }, ['disrupt'])
  expect(of('http.critical-endpoints').without).toEqual(notApplicable)
  expect(of('http.email')).not.toHaveProperty('without')
})

describe('results', () => {
  const file = 'suites/observability/health.suite.ts'
  const begin = () => {
    const claims = [claimRecord(observing, config, [])]
    const results = new RunResults({ ...structuredClone(sampleRun), claims })
    results.expect(observing.id, file)
    return results
  }
  const result: CheckRecord = {
    claim: observing.id,
    file,
    name: observing.id,
    ran: true,
    seconds: 1,
    observations: { health: 5 },
    floors: { health: 5 },
    failures: [],
    troubles: [],
  }

  test('a check that never reported is inconclusive, with the reason', () => {
    const results = begin()
    results.explainMissing('the run was interrupted')
    expect(judgeClaim(results.run.claims[0] as never)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the run was interrupted',
    })
  })

  test('a result takes the place of the check that was expected', () => {
    const results = begin()
    results.record(result)
    expect(results.run.claims[0]?.checks).toEqual([result])
    expect(judgeClaim(results.run.claims[0] as never).verdict).toBe('pass')
  })

  test('a result of a claim that was not selected is no result', () => {
    const results = begin()
    results.record({ ...result, claim: 'pool.bounded' })
    expect(results.run.claims[0]?.checks).toHaveLength(1)
    expect(results.run.claims[0]?.checks[0]?.ran).toBe(false)
  })
})
