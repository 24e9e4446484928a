/**
 * Opens a session for suites that vitest runs without the gate (in an editor, or by `vitest run
 * --project suites`), with the reference target or the one that PREFLIGHT_TARGET names.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openImages } from '#gate/kit/deploy/image/session-images.ts'
import { openSession } from '#gate/run/session.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { loadTarget } from '#gate/system/load-target.ts'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const target = await loadTarget()
  const engine = (process.env.PREFLIGHT_ENGINE ?? 'auto') as EngineName | 'auto'
  const folder = await mkdtemp(join(tmpdir(), 'preflight-vitest-'))
  const session = await openSession({
    target,
    engine,
    quick: true,
    runDir: folder,
    evidenceDir: folder,
    openImages,
  })
  project.provide('preflight', session.context)
  return async () => {
    await session.close()
    await rm(folder, { recursive: true, force: true })
  }
}
