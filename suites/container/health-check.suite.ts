/** The image's health check: its timing, its program, and whether it notices a hang. */

import { signalTree } from '#gate/host/process/spawn.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { BackendContainer } from '#gate/kit/deploy/container/container-backend.ts'
import { firstProcess } from '#gate/kit/deploy/container/container-processes.ts'
import { check } from '#gate/run/check.ts'
import { deployedSettings } from './deployed-settings.ts'

/** The guide's figures; Docker counts in nanoseconds. */
const guide = { intervalSeconds: 30, timeoutSeconds: 10, startPeriodSeconds: 5, retries: 3 }
/** Docker's defaults. */
const defaults = { intervalSeconds: 30, timeoutSeconds: 30, startPeriodSeconds: 0, retries: 3 }

interface Healthcheck {
  Test?: string[]
  Interval?: number
  Timeout?: number
  StartPeriod?: number
  Retries?: number
}

/** The health check by inspection; undefined if the image has none or disables it. */
async function healthcheckOf(backend: BackendContainer): Promise<Healthcheck | undefined> {
  const { Config } = await backend.container.inspect()
  const { Healthcheck } = Config as { Healthcheck?: Healthcheck }
  return (Healthcheck?.Test?.length ?? 0) > 1 ? Healthcheck : undefined
}

function timingOf({ Interval, Timeout, StartPeriod, Retries }: Healthcheck) {
  const seconds = (nanoseconds: number | undefined) => nanoseconds && nanoseconds / 1e9
  return {
    intervalSeconds: seconds(Interval) || defaults.intervalSeconds,
    timeoutSeconds: seconds(Timeout) || defaults.timeoutSeconds,
    startPeriodSeconds: seconds(StartPeriod) || defaults.startPeriodSeconds,
    retries: Retries || defaults.retries,
  }
}

/** The command line of a health check, as Docker runs it. */
function commandOf({ Test = [] }: Healthcheck): string[] {
  const [form, ...words] = Test
  return form === 'CMD-SHELL' ? ['/bin/sh', '-c', words.join(' ')] : words
}

check('container.healthcheck', async ({ target, stack, evidence, expect }) => {
  const settings = await deployedSettings(target)
  for (const [name, { health }] of Object.entries(settings)) {
    if (health === undefined) continue
    evidence.observe('health check in a manifest', { name, health })
    evidence.floor('health check in a manifest', 1)
    const what = `health check of the image is switched off by manifests.${name}`
    expect.soft(health[0] === 'NONE', what).toBe(false)
  }
  const backend = await BackendContainer.start(target, stack)
  await backend.ready()
  const healthcheck = await healthcheckOf(backend)
  evidence.observe('health check', healthcheck ?? null)
  evidence.floor('health check', 1)
  expect(healthcheck, 'health check of the image').toBeDefined()
  if (healthcheck === undefined) return
  expect.soft(timingOf(healthcheck), 'timing of the health check').toEqual(guide)
  const command = commandOf(healthcheck)
  const startMs = performance.now()
  const { exitCode, output } = await backend.run(command)
  const seconds = Math.round(performance.now() - startMs) / 1000
  evidence.observe('probe', { command, exitCode, output, seconds })
  evidence.floor('probe', 1)
  const what = `exit code of ${command.join(' ')} in the container (127: not found)`
  expect.soft(exitCode, what).toBe(0)
  // A manifest may have a command of its own in place of the image's.
  for (const [name, { health }] of Object.entries(settings)) {
    const [form] = health ?? []
    if (health === undefined || form === 'NONE') continue
    const own = commandOf({ Test: [...health] })
    const outcome = await backend.run(own)
    evidence.observe('probe of a manifest', { name, command: own, exitCode: outcome.exitCode })
    const probe = `exit code of ${own.join(' ')} (manifests.${name}) in the container`
    expect.soft(outcome.exitCode, `${probe} (127: not found)`).toBe(0)
  }
})

/** The image's own command, with a timing that a check can wait for. */
const shortened = { intervalMs: 1_000, timeoutMs: 6_000, startPeriodMs: 1_000, retries: 2 }
/** Far longer than the timing asks for, (1 s + 6 s) x 2: a busy machine starts programs slowly. */
const healthTimeoutMs = 120_000
/** If this many probes started during the hang and found nothing, none will. */
const enoughProbes = shortened.retries + 3

check('container.unhealthy-detected', async ({ target, stack, evidence, expect }) => {
  const backend = await BackendContainer.start(target, stack, { health: shortened })
  await backend.ready()
  const healthcheck = await healthcheckOf(backend)
  evidence.observe('health check', healthcheck ?? null)
  evidence.floor('health check', 1)
  // Nobody asks: however it hangs, nothing will call it unhealthy.
  expect(healthcheck, 'health check of the image, without which no hang is noticed').toBeDefined()
  const becomes = async (wanted: string) => {
    const [startMs, since] = [performance.now(), Date.now()]
    // Counted by their end times: Docker keeps only the last few.
    const probes = new Set<string>()
    const read = async () => {
      const { Status = 'none', Log = [] } = (await backend.state()).Health ?? {}
      for (const { Start, End } of Log) if (Date.parse(Start) >= since) probes.add(End)
      return Status === wanted || probes.size >= enoughProbes ? Status : undefined
    }
    const options = { timeoutMs: healthTimeoutMs, intervalMs: 100 }
    const health = await waitFor(`the container to be ${wanted}`, read, options).catch(
      ifTimedOut(() => backend.health()),
    )
    const seconds = Math.round(performance.now() - startMs) / 1000
    evidence.observe('health', { wanted, health, probes: probes.size, seconds })
    return health
  }
  const healthy = await becomes('healthy')
  // A health check that never succeeds shows no hang; that failure is `container.healthcheck`'s.
  if (healthy !== 'healthy') {
    const { Health } = await backend.state()
    const output = Health?.Log?.at(-1)?.Output
    throw new Error(`the container is ${healthy} before the hang, expected healthy: ${output}`)
  }
  const first = await firstProcess(backend.container)
  signalTree(first, 'SIGSTOP')
  try {
    const outcome = await backend.run(['true']).catch(() => undefined)
    evidence.observe('hang', { first, others: outcome?.exitCode })
    evidence.floor('hang', 1)
    expect.soft(await becomes('unhealthy'), 'health of a backend that hangs').toBe('unhealthy')
  } finally {
    signalTree(first, 'SIGCONT')
  }
  evidence.floor('health', 2)
})
