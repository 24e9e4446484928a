/** Goal: what a process starts on its way to another program is no worker that ended. */
import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { sleep } from '#gate/host/process/wait.ts'
import { WorkerCensus } from './worker-census.ts'

/** What a census says of a shell that runs a script. */
async function censusOf(script: string) {
  const shell = spawn('sh', ['-c', script], { stdio: 'ignore' })
  const census = new WorkerCensus(shell.pid)
  const ended = new Promise((resolve) => shell.on('exit', resolve))
  while (shell.exitCode === null) {
    census.look()
    await sleep(20)
  }
  await ended
  return census
}

test('a child that does nothing but wait has not worked', async () => {
  const census = await censusOf('for i in 1 2 3 4; do (sleep 0.2; :); done; sleep 0.1')
  const { ended, isLoop, firstEndMs } = census
  expect({ ended, isLoop, firstEndMs }).toEqual({ ended: 0, isLoop: false, firstEndMs: undefined })
})

test('a child that works, and ends, is a worker', async () => {
  const busy = 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done'
  const census = await censusOf(`for i in 1 2 3 4; do (${busy}; :); done; sleep 0.1`)
  expect(census.most).toBeGreaterThan(0)
  expect(census.isLoop).toBe(true)
})
