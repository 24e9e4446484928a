/** A run that was interrupted goes on where it stopped. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-ledger-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const key = { seed: 1, commit: 'abc', engine: 'local' }
const killed = { id: 'a', result: 'killed' as const, failed: ['http.oauth'], unmeasured: [] }
const file = () => join(folder, 'new', 'ledger.jsonl')

test('knows what another one stored', () => {
  new Ledger(file(), key).addResult({ ...killed, seconds: 1 })
  expect(new Ledger(file(), key).result('a')).toEqual({
    kind: 'mutant',
    ...key,
    ...killed,
    seconds: 1,
  })
  expect(new Ledger(file(), key).result('b')).toBeUndefined()
})

const others = [{ seed: 2 }, { commit: 'def' }, { engine: 'docker' }]

test.each(others)('what was noticed for %j needs no second look', (other) => {
  new Ledger(file(), key).addResult({ ...killed, seconds: 1 })
  expect(new Ledger(file(), { ...key, ...other }).result('a')).toMatchObject({ commit: 'abc' })
})

test.each(others.slice(1))('what survived or was not tried is tried again for %j', (other) => {
  for (const result of ['survived', 'not-tried'] as const) {
    new Ledger(file(), key).addResult({ ...killed, id: result, result, failed: [], seconds: 1 })
    expect(new Ledger(file(), { ...key, ...other }).result(result)).toBeUndefined()
    expect(new Ledger(file(), key).result(result)).toMatchObject({ result })
  }
})

test('what survives now is told, whatever noticed it before', () => {
  new Ledger(file(), key).addResult({ ...killed, seconds: 1 })
  const now = { ...key, commit: 'def' }
  new Ledger(file(), now).addResult({ ...killed, result: 'survived', failed: [], seconds: 1 })
  expect(new Ledger(file(), now).result('a')?.result).toBe('survived')
})

test('reads past a line that was cut off, and goes on after it', () => {
  new Ledger(file(), key).addResult({ ...killed, seconds: 1 })
  appendFileSync(file(), '{"kind":"mutant","id":"b","res')
  const ledger = new Ledger(file(), key)
  expect(ledger.result('b')).toBeUndefined()
  ledger.addResult({ ...killed, id: 'b', seconds: 2 })
  const again = new Ledger(file(), key)
  expect(again.result('a')?.seconds).toBe(1)
  expect(again.result('b')?.seconds).toBe(2)
})

test('what the gate could not run is tried again', () => {
  const ledger = new Ledger(file(), key)
  ledger.addResult({ ...killed, result: 'error', seconds: 1 })
  expect(ledger.result('a')).toBeUndefined()
})

test('a claim is asked once whether it passes on the control', () => {
  const ledger = new Ledger(file(), key)
  expect(ledger.control('http.oauth')).toBeUndefined()
  ledger.addControl('http.oauth', true)
  ledger.addControl('http.email', false)
  expect(new Ledger(file(), { ...key, seed: 9 }).control('http.oauth')).toBe(true)
  expect(ledger.control('http.email')).toBe(false)
  expect(new Ledger(file(), { ...key, commit: 'def' }).control('http.oauth')).toBeUndefined()
})
