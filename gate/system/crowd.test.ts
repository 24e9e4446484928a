/** Goal: a backend that starts as many workers or threads as a bad value says is ended in time. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { Pace } from './pace.ts'
import { watchRefusal } from './refusal.ts'
import { SpawnedTarget } from './spawned-target.ts'

let scratchDir = ''
beforeAll(async () => {
  scratchDir = await mkdtemp(join(tmpdir(), 'preflight-crowd-'))
})
afterAll(() => rm(scratchDir, { recursive: true, force: true }))

/** Workers of the same program as their parent, as those of gunicorn are. */
const forks = 'for i in $(seq "$WORKERS"); do (read line < "$GATE") & done; wait'

/** Threads that wait, as those of a pool do. */
const pool = 'import threading, time; [threading.Thread(target=time.sleep, args=(60,)).start()'
const threads = `python3 -c '${pool} for _ in range(10**9)]'`

async function startWith(workers: number, script = `mkfifo $GATE; ${forks}`) {
  const launch = { kind: 'command', command: 'sh', args: ['-c', script] } as const
  const config = defineTarget({ name: 'crowd', launch: { ...launch, port: 'PORT' } })
  const process = await SpawnedTarget.start({
    launch: { ...launch, port: 'PORT' },
    folder: scratchDir,
    labels: { runId: 'crowd-test', scratchDir },
    environment: () => ({ WORKERS: String(workers), GATE: join(scratchDir, `gate-${workers}`) }),
  })
  return await watchRefusal(process, config, new Pace())
}

test('it is told from one that is silent, and all that it forked is gone', async () => {
  const refusal = await startWith(150)
  expect(refusal).toMatchObject({ started: false, crowd: true, exitCode: null, signal: null })
  expect(refusal.workers).toBeGreaterThan(100)
  expect(refusal.seconds).toBeLessThan(20)
})

test('threads are counted, whatever process has them', async () => {
  const refusal = await startWith(1, `exec ${threads}`)
  expect(refusal).toMatchObject({ started: false, crowd: true, exitCode: null, signal: null })
  expect(refusal.threads).toBeGreaterThan(3_000)
  expect(refusal.threads).toBeLessThan(30_000)
})
