/** Goal: a run is compared with the latest earlier one that can be compared, and with no other. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { writeRun } from '#gate/verdict/stored-run.ts'
import { goodRun } from '#gate/verdict/testing/sample-run.ts'
import { besideOf } from './beside.ts'

const above = mkdtempSync(join(tmpdir(), 'preflight-beside-'))
afterAll(() => rmSync(above, { recursive: true }))

/** Stores a run of a day of the year 2026. */
function stored(day: string, change: Partial<RunRecord> = {}): [string, RunRecord] {
  const startedAt = `2026-${day}T10:00:00.000Z`
  const run = { ...goodRun, id: day, startedAt, ...change }
  const folder = join(above, `2026${day.replace('-', '')}T100000000Z-abc`)
  mkdirSync(folder)
  writeRun(folder, run)
  return [folder, run]
}

it('finds the latest run before it that can be compared', () => {
  const [firstFolder, first] = stored('01-01')
  stored('01-02')
  stored('01-03', { options: { ...goodRun.options, quick: !goodRun.options.quick } })
  mkdirSync(join(above, '20260104T100000000Z-empty'))
  const [folder, run] = stored('01-05')
  stored('01-06')
  writeFileSync(join(above, 'mutants.jsonl'), '')
  expect(besideOf(folder, run).earlier?.()?.run.id).toBe('01-02')
  expect(besideOf(firstFolder, first).earlier?.()).toBeUndefined()
  expect(besideOf(folder, run).guide?.()).toBeUndefined()
})
