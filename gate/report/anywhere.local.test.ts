/** Goal: a report of a stored run has the same bytes, wherever and by whomever it is made. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { storeRun } from '#gate/verdict/testing/store.ts'
import { formats } from './index.ts'

const call = promisify(execFile)
const program = join(import.meta.dirname, 'testing/render-all.ts')

/** Seen from a folder, by a user with these variables: the digest of each report. */
async function digestsFrom(cwd: string, folders: readonly string[], env: Record<string, string>) {
  const { PATH = '' } = process.env
  const { stdout } = await call(process.execPath, [program, ...folders], {
    cwd,
    env: { PATH, ...env },
  })
  return JSON.parse(stdout) as Record<string, string>
}

test('every format of five runs is the same from any working directory', async () => {
  const above = mkdtempSync(join(tmpdir(), 'preflight-anywhere-'))
  onTestFinished(() => rmSync(above, { recursive: true }))
  const folders = Object.entries(fiveRuns).map(([kind, run], index) => {
    // Later runs have an earlier one beside them, with which some reports compare.
    const startedAt = `2026-11-2${index}T10:15:00.000Z`
    const folder = join(above, `2026112${index}T101500000Z-${kind}`)
    storeRun(folder, { ...run, id: kind, startedAt })
    return folder
  })
  const here = await digestsFrom(above, folders, { TZ: 'UTC', LANG: 'C' })
  expect(Object.keys(here).length).toBe(folders.length * Object.keys(formats).length)
  const elsewhere = { TZ: 'Asia/Kolkata', LANG: 'de_DE.UTF-8', HOME: above }
  const fromRoot = await digestsFrom('/', folders, elsewhere)
  expect(fromRoot).toEqual(here)
  const [first = ''] = folders
  const relativeOnes = folders.map((folder) => relative(first, folder) || '.')
  const inside = await digestsFrom(first, relativeOnes.slice(1), { HOME: homedir() })
  const others = Object.entries(here).filter(([name]) => !name.includes('Z-GO '))
  expect(inside).toEqual(Object.fromEntries(others))
})
