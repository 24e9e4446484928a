import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { checkOf, claim } from '#gate/verdict/testing/outcomes.ts'
import { goodRun } from '#gate/verdict/testing/sample-run.ts'
import { storeRun } from '#gate/verdict/testing/store.ts'
import { claims } from '#guide/index.ts'
import { freshnessOf } from './freshness.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'preflight-fresh-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

const dayMs = 24 * 60 * 60 * 1000

/** A stored run of the claim that ended so many days ago. */
function store(daysAgo: number, change: Partial<RunRecord> = {}, check = checkOf.pass): void {
  const finishedAt = new Date(Date.now() - daysAgo * dayMs).toISOString()
  const record = {
    ...goodRun,
    id: `run-${daysAgo}`,
    startedAt: finishedAt,
    finishedAt,
    claims: [claim({ id: 'pool.fair', checks: [check] })],
    ...change,
  }
  storeRun(join(out, record.id), record)
}

const target = {
  config: {
    name: goodRun.target.name,
    launch: { kind: 'attached', url: 'http://localhost' },
    notApplicable: { 'cloud.*': 'not in a cloud' },
  },
  file: 'preflight.config.ts',
  folder: '.',
  own: [],
} as const satisfies LoadedTarget

function staleClaims(options: { quick?: boolean; freshDays?: number } = {}) {
  const asked = { at: '2026-11-27', freshDays: 7, quick: true, out, ...options }
  const selected = claims.filter(({ id }) => id === 'pool.bounded')
  const ids = freshnessOf(target, selected, asked)?.stale.map(({ claim: id }) => id) ?? []
  return new Set(ids)
}

describe('freshnessOf', () => {
  it('says nothing if nobody asks', () => {
    const options = { at: '2026-11-27', freshDays: undefined, quick: true, out }
    expect(freshnessOf(target, [], options)).toBeUndefined()
  })

  it('finds every other claim stale where no run is stored, but for what does not apply', () => {
    rmSync(out, { recursive: true })
    const stale = staleClaims()
    const others = claims.filter(({ id, section }) => section !== 'cloud' && id !== 'pool.bounded')
    expect(stale).toEqual(new Set(others.map(({ id }) => id)))
  })

  it.each<[string, () => void, boolean]>([
    ['passed within the days', () => store(6), false],
    ['passed before', () => store(8), true],
    ['failed since', () => [store(6), store(1, {}, checkOf.fail)], true],
    ['passed again since', () => [store(6, {}, checkOf.fail), store(1)], false],
    [
      'passed on another target',
      () => store(1, { target: { ...goodRun.target, name: 'b' } }),
      true,
    ],
  ])('a claim that %s', (_, arrange, isStale) => {
    arrange()
    expect(staleClaims().has('pool.fair')).toBe(isStale)
  })

  it('does not take a quick pass for a thorough one', () => {
    store(1)
    expect(staleClaims({ quick: false }).has('pool.fair')).toBe(true)
    store(2, { options: { ...goodRun.options, quick: false } })
    expect(staleClaims({ quick: false }).has('pool.fair')).toBe(false)
  })
})
