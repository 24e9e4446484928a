/** The command for the pool's status: about the backend that serves, or about nothing. */

import { unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { compareWithServer, sourcesOf } from '#gate/kit/pool/status.ts'
import { check } from '#gate/run/check.ts'

check('operations.pool-status', async ({ target, evidence, expect }) => {
  const command = target.command('poolStatus')
  if (!target.config.poolFigures?.command) throw unverified({ missing: ['poolFigures.command'] })
  const sources = sourcesOf(target).filter(({ name }) => name === 'command')
  await compareWithServer(target, sources, { evidence, expect })
  // Where nobody serves, an empty pool is the command's own.
  const { exitCode, output } = await target.run(command, {}, await freePort())
  evidence.observe('nobody serves', { exitCode, output: output.slice(-300) })
  evidence.floor('nobody serves', 1)
  expect.soft(exitCode, 'how it ends where no backend serves').not.toBe(0)
})
