/** Harm to a service reaches those who use it, and a shared one is started again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, openBroker } from './broker.ts'
import { connectStack, type StackClient } from './client.ts'
import { complaintOf } from './harm.ts'
import { RecordingEngine } from './testing/recording-engine.ts'

const killed = { how: 'was killed by SIGKILL', printed: 'FATAL: no\n', ended: true }
const said = "the gate's own redis was killed by SIGKILL"

describe('harm', () => {
  let engine: RecordingEngine
  let broker: Broker
  let scratchDir: string
  let clients: [StackClient, StackClient]
  beforeEach(async () => {
    engine = new RecordingEngine()
    scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
    const prepare = async () => {
      await broker.shared('redis')
      if (engine.calls.includes('start again redis')) return 'prepared'
      engine.harm(killed)
      throw new Error('the connection is closed')
    }
    broker = await openBroker(engine, { runId: 'r', owner: 'o', scratchDir }, { prepare })
    clients = [connectStack(broker.socketPath), connectStack(broker.socketPath)]
  })
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await broker.close()
    rmSync(scratchDir, { recursive: true })
  })

  test('to a shared service reaches whoever uses it, at once and when asked', async () => {
    const [user, other] = clients
    const [harmed, elsewhere] = [await user.watchHarm(), await other.watchHarm()]
    const heard = new Promise<Error>((hear) => harmed.onFirst(hear))
    await user.shared('redis')
    engine.harm(killed)
    expect((await heard).message).toMatch(`${said}, so nothing was judged by it; it printed:`)
    expect(await harmed.first()).toMatchObject({
      code: 'PREFLIGHT_E_STACK',
      hint: expect.stringContaining('no fault of the target'),
    })
    expect(await elsewhere.first()).toBeUndefined()
  })

  test('that came before a watch is none of its', async () => {
    const [user] = clients
    await user.shared('redis')
    engine.harm(killed)
    const harmed = await user.watchHarm()
    await user.shared('redis')
    expect(await harmed.first()).toBeUndefined()
    expect(engine.calls).toEqual(['start redis', 'start again redis'])
  })

  test('to a dedicated service is of its one user, who may start it again', async () => {
    const [user, other] = clients
    const [harmed, elsewhere] = [await user.watchHarm(), await other.watchHarm()]
    await other.shared('redis')
    await user.dedicated('redis', {})
    engine.harm(killed)
    expect((await harmed.first())?.message).toContain(said)
    expect(await elsewhere.first()).toBeUndefined()
    expect(engine.calls).not.toContain('start again redis')
  })

  test('a shared service that ends again and again stays lost, and says so', async () => {
    const [user] = clients
    for (let ends = 0; ends < 4; ends += 1) {
      await user.shared('redis')
      engine.harm(killed)
    }
    await expect(user.shared('redis')).rejects.toMatchObject({
      code: 'PREFLIGHT_E_STACK',
      message: expect.stringContaining(said),
    })
  })

  test('a task that failed because of it is tried again by who asks next', async () => {
    const [user, other] = clients
    const harmed = await user.watchHarm()
    await expect(user.task('prepare', 'a')).rejects.toThrow('the connection is closed')
    expect((await harmed.first())?.message).toContain(said)
    expect(await other.task('prepare', 'a')).toBe('prepared')
  })
})

describe('lines of a server that tell of harm', () => {
  test.for([
    ['postgres', 'ERROR:  could not extend file "base/5/1": No space left on device'],
    ['postgres', '2026-01-01 00:00 UTC [7] PANIC:  could not write "x": No space left on device'],
    ['postgres', 'ERROR:  could not extend file "b/1": wrote only 4096 of 8192 bytes at block 7'],
    ['postgres', '[7] ERROR:  could not write to file "a": Disk quota exceeded'],
    ['postgres', '[7] PANIC:  could not fsync file "pg_wal/1": Input/output error'],
    ['postgres', 'LOG:  server process (PID 9) was terminated by signal 9: Killed'],
    ['postgres', 'LOG:  could not fork new process for connection: Cannot allocate memory'],
    ['nginx', '2026/01/01 [crit] 7#7: *1 pwrite() "t/1" failed (28: No space left on device)'],
    ['nginx', '2026/01/01 [alert] 7#7: worker process 8 exited on signal 9'],
  ] as const)('%s: %s', ([kind, line]) => {
    expect(complaintOf(kind, line)).toMatch(/^(has no space|cannot|lost a process)/)
  })

  test.for([
    ['postgres', "STATEMENT:  INSERT INTO a VALUES ('No space left on device')"],
    ['postgres', '\tERROR: a: No space left on device'],
    ['postgres', 'ERROR:  duplicate key value violates unique constraint "a"'],
    ['postgres', 'LOG:  database system is ready to accept connections'],
    ['nginx', '2026/01/01 [error] 7#7: *1 connect() failed (111: Connection refused)'],
    ['nginx', '2026/01/01 [crit] 7#7: *1 stat() "/No space left on device" failed (13: x)'],
  ] as const)('not %s: %s', ([kind, line]) => {
    expect(complaintOf(kind, line)).toBeUndefined()
  })
})
