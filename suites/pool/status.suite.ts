/** What the backend says of its pools, beside what PostgreSQL sees. */
import { check } from '#gate/check.ts'
import { compareWithServer, sourcesOf } from './status.ts'

check('pool.status-true', async ({ target, evidence, expect }) => {
  await compareWithServer(target, sourcesOf(target), { evidence, expect })
})
