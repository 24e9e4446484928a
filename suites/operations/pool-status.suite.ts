/** The pool status command: it reports on the running backend, or fails without one. */

import { unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { compareWithServer, sourcesOf } from '#gate/kit/pool/status.ts'
import { check } from '#gate/run/check.ts'

check('operations.pool-status', async ({ target, evidence, expect }) => {
  const command = target.command('poolStatus')
  // Without a running backend there is no pool to report on, not even an empty one.
  const { exitCode, output } = await target.run(command, {}, await freePort())
  evidence.observe('no backend running', { exitCode, output: output.slice(-300) })
  evidence.floor('no backend running', 1)
  expect.soft(exitCode, 'exit code without a running backend').not.toBe(0)
  if (!target.config.poolFigures?.command) throw unverified({ missing: ['poolFigures.command'] })
  const sources = sourcesOf(target).filter(({ name }) => name === 'command')
  await compareWithServer(target, sources, { evidence, expect })
})
