/** Blue keeps working while green's migrations run, and afterwards on green's schema. */

import type { Command } from '#gate/contract/contract.ts'
import { inconclusive, isUnverified, messageOf } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import type { Judge } from '#gate/kit/traffic/critical/asker.ts'
import { tryCriticalEndpoints } from '#gate/kit/traffic/critical/endpoints.ts'
import { criticalSteps } from '#gate/kit/traffic/critical/step-count.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Overrides } from '#gate/system/environment.ts'
import { HttpClient, statusOrError } from '#gate/system/http.ts'
import { administrator } from '#gate/system/registration.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import type { TargetProcess } from '#gate/system/target-process.ts'
import { makeWorld, type World } from '#gate/system/world.ts'

const minStartMs = 60_000

/** Runs a command of the target, without which the check cannot continue. */
async function runOrInconclusive(
  target: Target,
  command: Command,
  overrides: Overrides,
): Promise<void> {
  const { exitCode, output } = await target.run(command, overrides)
  const line = [command.command, ...command.args].join(' ')
  if (exitCode !== 0) throw inconclusive(`${line} exited with ${exitCode}: ${lastWords(output)}`)
}

/** A database with the previous version's schema, and the run's administrator in it. */
async function schemaBefore(target: Target, blue: Target): Promise<Overrides> {
  const previous = target.config.release?.previous
  const { rollback, createAdmin } = target.config.commands ?? {}
  if (!previous?.migrate) {
    const { url } = await target.database()
    if (rollback) await runOrInconclusive(target, rollback, { postgresUrl: url })
    return { postgresUrl: url }
  }
  const overrides = { postgresUrl: (await target.emptyDatabase()).url }
  await runOrInconclusive(blue, previous.migrate, overrides)
  const admin = await administrator(target)
  if (createAdmin) await runOrInconclusive(target, createAdmin(admin), overrides)
  return overrides
}

/** Starts blue and waits until it answers; it may be unready if its code is newer. */
async function startBlue(blue: Target, overrides: Overrides): Promise<TargetProcess> {
  const variables = blue.config.release?.previous?.environment ?? {}
  const launching = blue.start({ ...overrides, variables })
  const { state } = await launching.settled(blue.pace.startPatienceMs(minStartMs))
  const started = await launching.process()
  if (state === 'answers') return started
  const how = state === 'ended' ? 'ends' : 'does not answer'
  throw inconclusive(`blue ${how} at its start: ${lastWords(started.keptOutput)}`)
}

interface EndpointResults {
  wrong: string[]
  world?: World
}

/** Goes through the critical endpoints; returns what is wrong. @throws what the config lacks */
async function tryAll(
  target: Target,
  running: RunningTarget,
  { evidence, company }: { evidence: Evidence; company: string },
): Promise<EndpointResults> {
  const wrong: string[] = []
  const judge: Judge = (status, { what, right }) => {
    if (!right.includes(status)) {
      wrong.push(`${what}: expected ${right.join(' or ')}, observed ${status}`)
    }
  }
  try {
    const world = await makeWorld(target, running, { companyName: `Preflight ${company}` })
    const options = { evidence, judge, company }
    const { renamed, lacking } = await tryCriticalEndpoints(target, running, options)
    if (lacking) throw lacking
    if (renamed !== undefined && renamed !== 'critical-record-renamed')
      wrong.push(`an updated record reads back as "${renamed}"`)
    return { wrong, world }
  } catch (error) {
    if (isUnverified(error)) throw error
    return { wrong: [...wrong, messageOf(error)] }
  }
}

check('release.schema-compatible', async ({ target, evidence, expect }) => {
  const migrate = target.command('migrate')
  const blue = target.previous()
  const overrides = await schemaBefore(target, blue)
  const started = await startBlue(blue, overrides)
  const client = new HttpClient(`http://127.0.0.1:${started.port}`, target.config.proxyHeaders)
  const running = target.reached(client)
  try {
    let before = await tryAll(target, running, { evidence, company: 'Works Before' })
    evidence.observe('endpoints before the migration', { wrong: before.wrong })
    if (before.wrong.length > 0) {
      // This code needs the newest migration, so blue's schema is the same as green's.
      await runOrInconclusive(target, migrate, overrides)
      before = await tryAll(target, running, { evidence, company: 'Works Of Today' })
    }
    if (before.wrong.length > 0 || !before.world) {
      throw inconclusive(`blue does not work on its own schema: ${before.wrong.join('; ')}`)
    }
    const { pid } = started
    await runOrInconclusive(target, migrate, overrides)
    const after = await tryAll(target, running, { evidence, company: 'Works After' })
    const { owner, record } = before.world
    const spec = running.operation('readRecord').request(record)
    const old = await running.tryPatiently(spec, { session: owner.session })
    evidence.observe('endpoints after the migration', { wrong: after.wrong })
    evidence.floor('endpoints after the migration', 1)
    evidence.floor('answer', criticalSteps(running))
    expect.soft(after.wrong, "wrong responses of blue on green's schema").toEqual([])
    expect
      .soft(statusOrError(old), 'status of reading a record from before the migration')
      .toBe(200)
    expect.soft(started.running, 'whether blue still runs after the migration').toBe(true)
    expect.soft(started.pid, 'pid of blue after the migration').toBe(pid)
  } finally {
    await client.close()
  }
})
