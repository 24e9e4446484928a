import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { selectEngine } from './select.ts'

const labels = { runId: 'r', owner: 'o', scratchDir: tmpdir() }
afterEach(() => vi.unstubAllEnvs())

test('auto takes local where no daemon answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  vi.stubEnv('DOCKER_HOST', `unix://${join(folder, 'no.sock')}`)
  expect((await selectEngine('auto', labels)).name).toBe('local')
  rmSync(folder, { recursive: true })
})

test('an engine that was asked for by name is taken', async () => {
  expect((await selectEngine('local', labels)).name).toBe('local')
  expect((await selectEngine('docker', labels)).name).toBe('docker')
})
