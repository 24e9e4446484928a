/** The backend's own pool status matches what PostgreSQL sees. */

import { compareWithServer, sourcesOf } from '#gate/kit/pool/status.ts'
import { check } from '#gate/run/check.ts'

check('pool.status-true', async ({ target, evidence, expect }) => {
  await compareWithServer(target, sourcesOf(target), { evidence, expect })
})
