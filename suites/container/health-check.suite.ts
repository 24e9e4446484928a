/** The image's health check: its rhythm, its program, and whether it notices a hang. */

import { signalTree } from '#gate/host/process/spawn.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { BackendContainer } from '#gate/kit/deploy/container/backend.ts'
import { firstProcess } from '#gate/kit/deploy/container/processes.ts'
import { check } from '#gate/run/check.ts'

/** The guide's figures; Docker counts in nanoseconds. */
const guide = { intervalSeconds: 30, timeoutSeconds: 10, startPeriodSeconds: 5, retries: 3 }
/** What Docker does where the image says nothing. */
const engine = { intervalSeconds: 30, timeoutSeconds: 30, startPeriodSeconds: 0, retries: 3 }

interface Healthcheck {
  Test?: string[]
  Interval?: number
  Timeout?: number
  StartPeriod?: number
  Retries?: number
}

/** A check as a container is inspected; none where the image has none, or switches it off. */
async function healthcheckOf(backend: BackendContainer): Promise<Healthcheck | undefined> {
  const { Config } = await backend.container.inspect()
  const { Healthcheck } = Config as { Healthcheck?: Healthcheck }
  return (Healthcheck?.Test?.length ?? 0) > 1 ? Healthcheck : undefined
}

function rhythmOf({ Interval, Timeout, StartPeriod, Retries }: Healthcheck) {
  const seconds = (nanoseconds: number | undefined) => nanoseconds && nanoseconds / 1e9
  return {
    intervalSeconds: seconds(Interval) || engine.intervalSeconds,
    timeoutSeconds: seconds(Timeout) || engine.timeoutSeconds,
    startPeriodSeconds: seconds(StartPeriod) || engine.startPeriodSeconds,
    retries: Retries || engine.retries,
  }
}

/** The command line of a check, as Docker runs it. */
function commandOf({ Test = [] }: Healthcheck): string[] {
  const [form, ...words] = Test
  return form === 'CMD-SHELL' ? ['/bin/sh', '-c', words.join(' ')] : words
}

check('container.healthcheck', async ({ target, stack, evidence, expect }) => {
  const backend = await BackendContainer.start(target, stack)
  await backend.ready()
  const healthcheck = await healthcheckOf(backend)
  evidence.observe('health check', healthcheck ?? null)
  evidence.floor('health check', 1)
  expect(healthcheck, 'the health check of the image').toBeDefined()
  if (healthcheck === undefined) return
  expect.soft(rhythmOf(healthcheck), 'its rhythm').toEqual(guide)
  const command = commandOf(healthcheck)
  const startMs = performance.now()
  const { exitCode, output } = await backend.run(command)
  const seconds = Math.round(performance.now() - startMs) / 1000
  evidence.observe('probe', { command, exitCode, output, seconds })
  evidence.floor('probe', 1)
  const what = `exit code of ${command.join(' ')} inside (127: no such program)`
  expect.soft(exitCode, what).toBe(0)
})

/** The image's own command in a rhythm that a check can wait for. */
const shortened = { intervalMs: 1_000, timeoutMs: 6_000, startPeriodMs: 1_000, retries: 2 }
/** Far beyond what the rhythm gives, (1 s + 6 s) x 2: a busy machine starts programs slowly. */
const patienceMs = 120_000
/** So many probes that all began in the hang and found nothing have had their chance. */
const enoughProbes = shortened.retries + 3

check('container.unhealthy-detected', async ({ target, stack, evidence, expect }) => {
  const backend = await BackendContainer.start(target, stack, { health: shortened })
  await backend.ready()
  const becomes = async (wanted: string) => {
    const [startMs, since] = [performance.now(), Date.now()]
    // By the end of each: Docker keeps the last few alone.
    const probes = new Set<string>()
    const look = async () => {
      const { Status = 'none', Log = [] } = (await backend.state()).Health ?? {}
      for (const { Start, End } of Log) if (Date.parse(Start) >= since) probes.add(End)
      return Status === wanted || probes.size >= enoughProbes ? Status : undefined
    }
    const options = { timeoutMs: patienceMs, intervalMs: 100 }
    const health = await waitFor(`the container is ${wanted}`, look, options).catch(() =>
      backend.health(),
    )
    const seconds = Math.round(performance.now() - startMs) / 1000
    evidence.observe('health', { wanted, health, probes: probes.size, seconds })
    return health
  }
  const healthy = await becomes('healthy')
  // A check that never succeeds says nothing of a hang; `container.healthcheck` says what it is.
  if (healthy !== 'healthy') {
    const { Health } = await backend.state()
    throw new Error(`control: it is ${healthy}, not healthy: ${Health?.Log?.at(-1)?.Output}`)
  }
  const first = await firstProcess(backend.container)
  signalTree(first, 'SIGSTOP')
  try {
    const outcome = await backend.run(['true']).catch(() => undefined)
    evidence.observe('hang', { first, others: outcome?.exitCode })
    evidence.floor('hang', 1)
    expect.soft(await becomes('unhealthy'), 'the health of a backend that hangs').toBe('unhealthy')
  } finally {
    signalTree(first, 'SIGCONT')
  }
  evidence.floor('health', 2)
})
