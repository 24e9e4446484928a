/** The latest run of the same target and kind counts, claim by claim; damage says nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lastSeconds } from './last-seconds.ts'

const out = mkdtempSync(join(tmpdir(), 'preflight-seconds-'))
afterAll(() => rmSync(out, { recursive: true }))

function run(name: string, target: string, quick: boolean, seconds: Record<string, number[]>) {
  const claims = Object.entries(seconds).map(([id, each]) => ({
    id,
    checks: each.map((value) => ({ ran: value > 0, seconds: value })),
  }))
  mkdirSync(join(out, name))
  const record = { target: { name: target }, options: { quick }, claims }
  writeFileSync(join(out, name, 'run.json'), JSON.stringify(record))
}

run('1', 'mine', true, { a: [9], b: [8] })
run('2', 'mine', true, { a: [1, 2], c: [0] })
run('3', 'mine', false, { a: [100] })
run('4', 'other', true, { a: [50] })
mkdirSync(join(out, '5'))
writeFileSync(join(out, '5', 'run.json'), '{"target"')

test('the latest that ran, of this target, with --quick', async () => {
  expect(await lastSeconds(out, 'mine', true)).toEqual(new Map(Object.entries({ a: 3, b: 8 })))
})

test('no runs at all', async () => {
  expect(await lastSeconds(join(out, 'none'), 'mine', true)).toEqual(new Map())
})
