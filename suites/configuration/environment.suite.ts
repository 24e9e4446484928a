/** The environment's name decides whether production's rules apply at all. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import { Waves } from '#gate/kit/pool/waves.ts'
import { check } from '#gate/run/check.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { tuningTable } from '#guide/tuning-table.ts'
import { observeRefusal, shown, startControl } from './refusals.ts'
import { mistypedEnvironments } from './values.ts'

/** The words of a backend for its modes, as far as the config has them: production's first. */
function ownWords(environment: TargetConfig['environment'] = {}, variable: string): string[] {
  const { production, development, always } = environment
  return [production, development, always].flatMap((values) => values?.[variable] ?? [])
}

check('configuration.environment-typo-refused', async ({ target, samples, evidence, expect }) => {
  const naming = target.variable('environment')
  const names = mistypedEnvironments(samples, ownWords(target.config.environment, naming))
  evidence.floor('refusal', names.length)
  await startControl(target, evidence)
  for (const value of names) {
    const given = `${naming} ${shown(value)}`
    const refusal = await observeRefusal(target, evidence, given, { environment: value })
    expect.soft(refusal, `start with ${given}`).toRefuse({ naming })
  }
})

const light = tuningTable.find((row) => row.name === 'light')

async function countBackends(target: Target): Promise<number> {
  const [row] = await target.query(
    `select count(*)::int as backends from pg_stat_activity
     where datname = current_database() and application_name not like 'preflight%'
       and pid <> pg_backend_pid()`,
  )
  return Number(row?.backends)
}

const stableMs = 300
const patienceMs = 4_000

/** Further reads while a process has not opened all that it may: it got few of the first. */
const lateWaves = { maxWaves: 4, apartMs: 750 }

/** The connections that a saturated target opens, and how many processes own them. */
async function saturate(target: Target, running: RunningTarget) {
  const read = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const database = await target.database()
  return await whileLocked(database.url, [read.table], async (lock) => {
    const readsFor = (processes: number) =>
      Array.from({ length: 3 * bound(processes) }, () =>
        running.try(running.readOf(record), { session: owner.session }),
      )
    const reads = readsFor(1)
    // Waits for the Light row's limit, or for however many there will be.
    await lock.waitForWaiters(bound(1), 5_000).catch(() => undefined)
    const port = Number(new URL(database.url).port)
    const countOwners = () => processesConnectedTo(running.process.pids(), port).length
    const late = new Waves({ ...lateWaves, send: () => readsFor(Math.max(1, countOwners())) })
    const countAndFill = async () => {
      const count = await countBackends(target)
      if (count < bound(countOwners())) late.sendIfDue()
      return count
    }
    const backends = await steadyCount('connections', countAndFill, {
      // Connections open one by one, and late in a process that is short of CPU.
      stableMs: (count) =>
        count < bound(countOwners()) ? Math.max(patienceMs, running.startedInMs) : stableMs,
      timeoutMs: 15_000 + 3 * running.startedInMs,
      intervalMs: 25,
    })
    const owners = countOwners()
    await lock.release()
    const outcomes = await Promise.all([...reads, ...late.sent])
    const statuses = outcomes.map((outcome) => outcome.ok && outcome.status)
    return { backends, owners, statuses }
  })
}

function bound(processes: number): number {
  if (!light) throw new RangeError('the tuning table has no Light row')
  return (light.poolSize + light.maxOverflow) * processes
}

/** Threads may bound the connections, one each: without a pool there is no size to judge. */
function mustHavePool({ settings }: TargetConfig, connections: number): void {
  if (settings?.poolSize !== undefined) return
  throw unverified({
    because: `no pool is known to bound the ${connections} connections that it opened`,
    hint: 'set settings.poolSize',
  })
}

check('configuration.development-starts', async ({ target, evidence, expect }) => {
  const launching = target.start({ mode: 'development' })
  evidence.floor('start', 1)
  const running = await launching.ready().catch((cause: Error) => cause)
  if (running instanceof Error) {
    // A slow start is not a failure here; one that exits although its services are up is.
    if ((await launching.process()).running) throw running
    evidence.observe('start', { mode: 'development', error: running.message })
    expect(running.message, 'start error with default settings').toBe('')
    return
  }
  evidence.observe('start', { mode: 'development' })
  if (!target.config.operations?.readRecord) {
    throw unverified({ missing: ['operations.readRecord'] })
  }
  const { backends, owners, statuses } = await saturate(target, running)
  evidence.observe('saturation', { backends, owners, statuses })
  evidence.floor('saturation', 1)
  if (backends !== bound(owners)) mustHavePool(target.config, backends)
  expect.soft(backends, `connections at saturation (processes: ${owners})`).toBe(bound(owners))
})
