/** The running composition: its replicas, their limits, and the restart of a killed one. */
import type Dockerode from 'dockerode'
import { afterAll } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { SharedComposition } from '#gate/kit/deploy/compose/shared-composition.ts'
import { firstProcess } from '#gate/kit/deploy/container/container-processes.ts'
import { type Usage, usageOf } from '#gate/kit/deploy/container/usage.ts'
import { whySticky } from '#gate/kit/edge/sticky.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import { makeLoad } from './edge-load.ts'

const shared = new SharedComposition()
afterAll(() => shared.close())

const guideReplicas = 2
/** A replica has to receive at least so much of its fair share of the traffic. */
const minOfFairShare = 0.2
const requestsPerReplica = 60
const atOnce = 4
/** nginx keeps an address for as long as its DNS says, or the 30 s that guides set. */
const learnsReplicasMs = 40_000

check('container.replicas', async ({ target, stack, evidence, expect }) => {
  const { composition, running } = await shared.serve(target, stack)
  const containers = await composition.containers(composition.service('backend'))
  const states = await Promise.all(containers.map((container) => container.inspect()))
  const wanted = target.config.deployment?.replicas ?? guideReplicas
  for (const { Name, State } of states) evidence.observe('replica', { name: Name, ...State })
  evidence.floor('replica', 1)
  const alive = states.filter(({ State }) => State.Running).length
  expect.soft(alive, 'number of running replicas').toBe(wanted)

  const request = (await running.endpointIfAny('health')) ?? { method: 'GET', path: '/' }
  const count = requestsPerReplica * Math.max(containers.length, wanted)
  const send = async () => {
    for (let sent = 0; sent < count; sent += atOnce) {
      const batch = Array.from({ length: atOnce }, () => running.try(request))
      for (const outcome of await Promise.all(batch)) {
        evidence.observe('request', { status: statusOrError(outcome) })
        if (!outcome.ok || outcome.status >= 400) {
          throw inconclusive(`the edge answered ${statusOrError(outcome)}`)
        }
      }
    }
  }
  // An edge that has asked DNS before the last replica was there does not know it yet: it has
  // until the deadline to ask again, and the last round counts.
  const deadlineMs = performance.now() + learnsReplicasMs
  let shares: number[] = []
  const isShared = () => shares.every((share) => share > minOfFairShare / wanted)
  do {
    shares = await sharesOf(containers, send)
    evidence.observe('traffic', { shares })
  } while (!isShared() && performance.now() < deadlineMs)
  const sticky = isShared() || alive !== wanted ? undefined : await whySticky(target)
  if (sticky !== undefined) {
    throw inconclusive(`the edge may keep one client at one replica, by ${sticky}; the gate is one`)
  }
  for (const [at, share] of shares.entries()) {
    const what = `share of the traffic that replica ${at + 1} received`
    expect.soft(share, what).toBeGreaterThan(minOfFairShare / wanted)
  }
  evidence.floor('request', requestsPerReplica)
  evidence.floor('traffic', 1)
})

/** Each container's share of the requests, by the bytes it received beyond those when idle. */
async function sharesOf(
  containers: readonly Dockerode.Container[],
  send: () => Promise<void>,
): Promise<number[]> {
  const received = () =>
    Promise.all(containers.map(async (one) => (await usageOf(one)).receivedBytes))
  const idleFrom = await received()
  await waitFor('a second without requests', elapsed(1_000), {
    timeoutMs: 10_000,
    intervalMs: 50,
  })
  const from = await received()
  await send()
  const to = await received()
  const taken = to.map((bytes, at) => {
    const idle = (from[at] ?? 0) - (idleFrom[at] ?? 0)
    return Math.max(0, bytes - (from[at] ?? 0) - idle)
  })
  const all = taken.reduce((sum, bytes) => sum + bytes, 0)
  return taken.map((bytes) => bytes / all)
}

const guideLimits = { cpus: 1, memoryBytes: 2 ** 30 }
/** The statistics and the clock are not read at the same moment. */
const cpuTolerance = 1.15

check('container.limits', async ({ target, stack, quick, evidence, expect }) => {
  const { composition, running } = await shared.serve(target, stack)
  const containers = await composition.containers(composition.service('backend'))
  for (const container of containers) {
    const { Name, HostConfig } = await container.inspect()
    const { NanoCpus = 0, CpuQuota = 0, CpuPeriod = 0, Memory = 0 } = HostConfig
    const quota = CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : 0
    const limits = { cpus: NanoCpus > 0 ? NanoCpus / 1e9 : quota, memoryBytes: Memory }
    evidence.observe('limits', { replica: Name, ...limits })
    expect.soft(limits, `limits of replica ${Name}`).toEqual(guideLimits)
  }
  evidence.floor('limits', 1)
  const load = await makeLoad(target, composition, running, { quick })
  const samples: Usage[][] = containers.map(() => [])
  const sample = async () => {
    for (const [at, container] of containers.entries()) samples[at]?.push(await usageOf(container))
  }
  await sample()
  const { requests, failed } = await load.during(sample)
  await sample()
  evidence.observe('load', { rate: load.rate, requests, failed })
  for (const [at, usages] of samples.entries()) {
    const [first, last] = [usages[0], usages.at(-1)]
    if (!first || !last) continue
    const seconds = (last.atMs - first.atMs) / 1000
    const cpus = (last.cpuSeconds - first.cpuSeconds) / seconds
    const memoryBytes = Math.max(...usages.map((usage) => usage.memoryBytes))
    const throttled = last.throttled - first.throttled
    evidence.observe('usage', { replica: at, cpus, memoryBytes, throttled, samples: usages.length })
    expect.soft(cpus, `CPUs used by replica ${at + 1}`).toBeLessThan(cpuTolerance)
    const what = `bytes of memory used by replica ${at + 1}`
    expect.soft(memoryBytes, what).toBeLessThan(guideLimits.memoryBytes)
  }
  evidence.floor('usage', 1)
  for (const container of containers) {
    const { Name, State, RestartCount } = await container.inspect()
    const { OOMKilled, Running } = State
    evidence.observe('after the load', { replica: Name, OOMKilled, Running, RestartCount })
    const state = { OOMKilled, Running, RestartCount }
    const good = { OOMKilled: false, Running: true, RestartCount: 0 }
    expect.soft(state, `state of replica ${Name} after the load`).toEqual(good)
  }
  evidence.floor('after the load', 1)
  // Only now: a replica that was killed for its memory fails requests, too.
  if (requests === 0 || failed > requests / 2) {
    throw inconclusive(`${failed} of ${requests} requests failed under load`)
  }
})

const restartTimeoutMs = 120_000
/** Docker reports at once that it will restart one; another supervisor takes a moment. */
const maxGoneMs = 15_000

check('container.restart', async ({ target, stack, evidence, expect }) => {
  const { composition } = await shared.serve(target, stack)
  const [victim] = await composition.containers(composition.service('backend'))
  if (!victim) throw inconclusive('the backend has no container')
  const before = (await victim.inspect()).State.StartedAt
  // Killed from outside, like a crash: after `docker kill` Docker would not restart it.
  const pid = await firstProcess(victim)
  const startMs = performance.now()
  process.kill(pid, 'SIGKILL')
  await waitFor(
    'the killed process to end',
    async () => {
      const { State } = await victim.inspect()
      return State.Pid !== pid || undefined
    },
    { timeoutMs: 30_000, intervalMs: 20 },
  )
  let goneMs = startMs
  const again = async () => {
    const { State } = await victim.inspect()
    if (State.Running && State.StartedAt !== before) return 'back'
    const isGone = State.Status === 'exited' && !State.Restarting
    if (!isGone) goneMs = performance.now()
    return performance.now() - goneMs > maxGoneMs ? 'gone' : undefined
  }
  const options = { timeoutMs: restartTimeoutMs, intervalMs: 100 }
  const end = await waitFor('the container to run again', again, options).catch(
    ifTimedOut(() => undefined),
  )
  const isBack = end === 'back'
  const isReady = isBack && (await composition.becomesReady(victim, restartTimeoutMs))
  const seconds = Math.round(performance.now() - startMs) / 1000
  const { State, RestartCount, HostConfig } = await victim.inspect()
  const policy = HostConfig.RestartPolicy?.Name
  evidence.observe('kill', { pid, policy, isBack, isReady, seconds, RestartCount, ...State })
  evidence.floor('kill', 1)
  expect.soft(isBack, `the container restarts (restart policy: ${policy || 'none'})`).toBe(true)
  expect.soft(isReady, 'the backend becomes ready again without intervention').toBe(true)
})

function elapsed(ms: number): () => Promise<true | undefined> {
  const startMs = performance.now()
  return async () => performance.now() - startMs >= ms || undefined
}
