/**
 * What the gate itself started fails in the middle of a check: the check is inconclusive within
 * 15 s and names what failed, the target is not blamed, and nothing is left behind.
 */
import { mkdtempSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import { commandLine } from '#gate/host/process/proc.ts'
import { healthCheck, smallTarget, startGate } from './support/gate.ts'
import { checksOf, expectNamed, type Victim } from './support/own-service.ts'

const timeout = 360_000
const local = (target: string, claim: string) =>
  ['--target', target, '--engine', 'local', '--quick', '--only', claim] as const

/** A check that waits 3 s for a backend that does not start without its key. */
const claim = 'configuration.secret-key-missing-refused'
const patient = {
  args: local(smallTarget, claim),
  environment: { PREFLIGHT_FIXTURE: 'patient' },
  beside: 'small.mjs',
}
/** The same check of a backend that ends when it cannot write, which would look like a refusal. */
const writing = { args: local('test/fixtures/writing.config.ts', claim), beside: 'writing.mjs' }
const reference = (id: string) => ({ args: local('preflight.config.ts', id) })

const killed = ({ pid }: Victim) => process.kill(pid, 'SIGKILL')

test('PostgreSQL killed', { timeout }, async () => {
  const message = /the gate's own postgres was killed by SIGKILL.*it printed/
  await expectNamed({ ...patient, program: /\/postgres$/, harm: killed, message })
})

test('Redis killed', { timeout }, async () => {
  // One for the preparation, and one for a check whose target may use more than keys.
  const count = 2
  const message = /the gate's own redis was killed by SIGKILL/
  await expectNamed({ ...patient, program: /redis-server$/, count, harm: killed, message })
})

test('nginx killed', { timeout }, async () => {
  // Also while it starts, which takes it a moment.
  const message = /nginx (did not start: it )?was killed by SIGKILL/
  const edge = reference('edge.read-timeout')
  const victim = { program: /^nginx: master/, isOldest: true, beside: 'nginx: worker' } as const
  await expectNamed({ ...edge, ...victim, harm: killed, message })
})

test('a worker of nginx killed', { timeout }, async () => {
  const message = /the gate's own nginx lost a process.*exited on signal 9/s
  const edge = reference('edge.read-timeout')
  await expectNamed({ ...edge, program: /^nginx: worker/, harm: killed, message })
})

test('k6 killed', { timeout }, async () => {
  const message = /the gate's own k6 was killed by SIGKILL/
  await expectNamed({ ...reference('load.light'), program: /\/k6$/, harm: killed, message })
})

test("PostgreSQL's disk full", { timeout }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-disk-'))
  onTestFinished(() => rmdirSync(folder))
  // In a mount namespace, which goes with its last process.
  const mount = 'mount -t tmpfs -o size=300m,mode=1777 tmpfs "$0" && exec "$@"'
  const inside = (gatePid: number) => join(`/proc/${gatePid}/root`, folder)
  const fill = ({ gate }: Victim) => {
    const file = join(inside(gate.child.pid as number), 'filler')
    expect(() => writeFileSync(file, Buffer.alloc(2 ** 29))).toThrow('ENOSPC')
  }
  await expectNamed({
    ...writing,
    within: ['unshare', '--mount', 'sh', '-c', mount, folder],
    environment: { TMPDIR: folder },
    scratchOf: (gatePid) => join(inside(gatePid), 'preflight-0'),
    program: /\/postgres$/,
    harm: fill,
    message: /the gate's own postgres has no space left on its disk.*could not .*No space left/s,
  })
})

test.each([
  { whose: 'shared', count: 1, environment: { PREFLIGHT_FIXTURE: 'keys' } },
  { whose: 'of the check alone', count: 2, environment: {} },
])('Redis $whose out of memory', { timeout }, async ({ count, environment }) => {
  const limit = async ({ pid }: Victim) => {
    const words = commandLine(pid)
    const redis = new Redis(Number(words[words.indexOf('--port') + 1]))
    await redis.config('SET', 'maxmemory', '1')
    redis.disconnect()
  }
  const message = /the gate's own redis is out of memory: used memory exceeds "maxmemory"/
  const program = /redis-server$/
  await expectNamed({ ...writing, environment, program, count, harm: limit, message })
})

test('the clock moved', { timeout }, async () => {
  const clock = `--import ${join(import.meta.dirname, 'fixtures/running-clock.mjs')}`
  const gate = startGate(healthCheck, { environment: { NODE_OPTIONS: clock } })
  expect(await gate.ended, gate.stdout() + gate.stderr()).toBe(2)
  const message = expect.stringMatching(/^the clock of this machine moved/)
  expect(checksOf(gate)).toMatchObject([
    { failures: [], troubles: [{ code: 'PREFLIGHT_E_CLOCK', message }] },
  ])
})
