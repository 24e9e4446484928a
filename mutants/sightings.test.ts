import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSightings } from '#gate/verdict/stored-runs.ts'
import { keepSighting } from './sightings.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-sightings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what failed on a mutant is kept for the history, unless it was nothing', () => {
  const runs = join(folder, 'runs')
  expect(readSightings(runs)).toEqual([])
  keepSighting(runs, { id: 'limit-of-fifty', failed: ['http.login-rate-limit'] })
  keepSighting(runs, { id: 'harmless', failed: [] })
  keepSighting(runs, { id: 'no-key', failed: ['pool.fair', 'pool.bounded'] })
  expect(readSightings(runs)).toMatchObject([
    { mutant: 'limit-of-fifty', failed: ['http.login-rate-limit'] },
    { mutant: 'no-key', failed: ['pool.fair', 'pool.bounded'] },
  ])
})
