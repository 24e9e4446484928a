/** A load of plain GETs by k6, on a bare server that has one route. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import type { LoadShape } from '#gate/kit/traffic/k6/request.ts'
import { runK6 } from '#gate/kit/traffic/k6/run-k6.ts'

/** @param url without a path: `http://127.0.0.1:8080` */
export async function offerGets(url: string, shape: LoadShape): Promise<LoadResult> {
  const scratchDir = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  const configFile = join(scratchDir, 'bare.config.ts')
  const profile = `{ request: () => ({ method: 'GET', path: '/' }), result: () => '' }`
  await writeFile(configFile, `export default { operations: { profile: ${profile} } }\n`)
  const world = { session: { headers: {} }, company: '', records: [] }
  try {
    return await runK6({
      script: 'medium',
      target: { url, configFile, world },
      shape,
      labels: { runId: `bench-${process.pid}`, scratchDir },
    })
  } finally {
    await rm(scratchDir, { recursive: true, force: true })
  }
}
