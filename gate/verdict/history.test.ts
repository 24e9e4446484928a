import { describe, expect, it } from 'vitest'
import { type HistoryOptions, historyOf, type Sighting } from './history.ts'
import type { ClaimRecord, RunRecord } from './record.ts'
import { claimOf, run } from './testing/outcomes.ts'
import { goodRun } from './testing/sample-run.ts'
import { judge } from './verdict.ts'

const known = [{ id: 'pool.bounded', level: 'must' }]
const nowMs = Date.parse('2026-12-01T00:00:00Z')

/** A run of the claim that ended at noon of a day in November. */
function on(day: number, claim: ClaimRecord, change: Partial<RunRecord> = {}) {
  const at = `2026-11-${String(day).padStart(2, '0')}T12:00:00.000Z`
  const target = { ...goodRun.target, configSha256: 'a'.repeat(64) }
  const record = run([claim], {
    id: `run-${day}`,
    startedAt: at,
    finishedAt: at,
    target,
    ...change,
  })
  return { run: record, judgement: judge(record) }
}

function historyIn(
  runs: ReturnType<typeof on>[],
  sightings: Sighting[] = [],
  options: Partial<HistoryOptions> = {},
) {
  return historyOf(known, runs, sightings, { maxAgeDays: 7, nowMs, ...options })[0]
}

describe('historyOf', () => {
  it('counts verdicts, and says the last of them', () => {
    const runs = [on(3, claimOf.unverified), on(1, claimOf.fail), on(2, claimOf.pass)]
    expect(historyIn(runs)).toMatchObject({
      counts: { pass: 1, fail: 1, unverified: 1, inconclusive: 0, 'not-applicable': 0 },
      last: 'unverified',
      measured: { at: '2026-11-02T12:00:00.000Z', verdict: 'pass' },
      lastRed: { at: '2026-11-01T12:00:00.000Z', by: 'run run-1' },
    })
  })

  it('knows a claim that no run has', () => {
    expect(historyIn([])).toMatchObject({ last: undefined, measured: undefined, isStale: false })
  })

  it('counts a mutant as a failure that was seen', () => {
    const sighting = {
      at: '2026-11-05T00:00:00.000Z',
      mutant: 'unbounded',
      failed: ['pool.bounded'],
    }
    const other = { ...sighting, at: '2026-11-06T00:00:00.000Z', failed: ['pool.fair'] }
    expect(historyIn([on(1, claimOf.fail)], [sighting, other])?.lastRed).toEqual({
      at: sighting.at,
      by: 'mutant unbounded',
    })
    expect(historyIn([on(1, claimOf.pass)])?.lastRed).toBeUndefined()
  })

  it.each([
    ['passed long ago', [on(1, claimOf.pass)], true],
    ['passed more than a week ago', [on(23, claimOf.pass)], true],
    ['passed within the week', [on(24, claimOf.pass)], false],
    [
      'was looked at since without result',
      [on(1, claimOf.pass), on(28, claimOf.inconclusive)],
      true,
    ],
    ['failed since', [on(1, claimOf.pass), on(2, claimOf.fail)], false],
  ])('stale is a claim that %s: %#', (_, runs, isStale) => {
    expect(historyIn(runs)?.isStale).toBe(isStale)
  })

  it('counts as a flake a verdict that changed while nothing else did', () => {
    const flaky = [on(1, claimOf.pass), on(2, claimOf.fail), on(3, claimOf.fail)]
    expect(historyIn(flaky)).toMatchObject({ repeated: 2, flips: 1 })
  })

  const { target, options } = on(1, claimOf.pass).run
  it.each<[string, Partial<RunRecord>]>([
    ['another config', { target: { ...target, configSha256: 'b'.repeat(64) } }],
    ['another commit', { target: { ...target, repository: { commit: 'c', dirty: false } } }],
    ['changes', { target: { ...target, repository: { commit: 'c', dirty: true } } }],
    ['another Preflight', { preflight: { version: '0.1.0', commit: 'other' } }],
    ['another depth', { options: { ...options, quick: false } }],
    ['an interrupt', { state: 'interrupted' }],
  ])('counts no flake over %s', (_, change) => {
    const runs = [on(1, claimOf.pass), on(2, claimOf.fail, change)]
    expect(historyIn(runs)).toMatchObject({ repeated: 0, flips: 0 })
  })
})
