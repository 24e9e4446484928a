/** Blue goes on while green's migrations run under it, and afterwards on green's schema. */

import type { Command } from '#gate/contract/contract.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { Colour } from '#gate/kit/release/colour.ts'
import { ProcessColour } from '#gate/kit/release/process-colour.ts'
import {
  criticalSteps,
  type Judge,
  tryCriticalEndpoints,
} from '#gate/kit/traffic/critical-endpoints.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Overrides } from '#gate/system/environment.ts'
import { HttpClient } from '#gate/system/http.ts'
import { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'

const host = '127.0.0.1'
const startTimeoutMs = 60_000

/** A command of the target that must succeed for there to be anything to look at. */
async function mustDo(target: Target, command: Command, overrides: Overrides): Promise<void> {
  const { exitCode, output } = await target.run(command, overrides)
  const line = [command.command, ...command.args].join(' ')
  if (exitCode !== 0) throw inconclusive(`${line} ended with ${exitCode}: ${output.slice(-600)}`)
}

/** A database with the schema of the version before, and the run's administrator in it. */
async function schemaBefore(target: Target): Promise<Overrides> {
  const previous = target.config.release?.previous
  const { rollback, createAdmin } = target.config.commands ?? {}
  if (!previous?.migrate) {
    const { url } = await target.database()
    if (rollback) await mustDo(target, rollback, { postgresUrl: url })
    return { postgresUrl: url }
  }
  const overrides = { postgresUrl: (await target.emptyDatabase()).url }
  await mustDo(target, previous.migrate, overrides)
  const admin = await target.admin()
  if (createAdmin) await mustDo(target, createAdmin(admin), overrides)
  return overrides
}

/** Blue as a process that answers: it may say that it is not ready, where its code is newer. */
async function startBlue(target: Target, labels: RunLabels, overrides: Overrides): Promise<Colour> {
  const previous = target.config.release?.previous
  const launch = previous?.launch ?? target.config.launch
  if (launch.kind !== 'command') throw inconclusive('the version before cannot be started')
  const port = await freePort()
  const environment = {
    ...(await target.environment(overrides, port)),
    ...previous?.environment,
  }
  const address = { host, port }
  const blue = new ProcessColour({
    name: 'blue',
    address,
    launch,
    folder: target.folder,
    environment,
    labels,
  })
  await blue.start()
  const client = new HttpClient(blue.url, target.config.proxyHeaders)
  const answers = async () => {
    const { ok } = await client.try({ method: 'GET', path: '/' }, { timeoutMs: 5_000 })
    return ok || undefined
  }
  const options = { timeoutMs: startTimeoutMs, intervalMs: 50 }
  await waitFor('blue answers', answers, options)
    .catch(async (cause) => {
      await blue.stop(0)
      throw inconclusive(`blue does not start: ${await blue.output()}`, cause)
    })
    .finally(() => client.close())
  return blue
}

interface Tried {
  wrong: string[]
  world?: World
}

/** Goes through the critical endpoints; what is wrong is said, and not thrown. */
async function tryAll(
  target: Target,
  running: RunningTarget,
  { evidence, company }: { evidence: Evidence; company: string },
): Promise<Tried> {
  const wrong: string[] = []
  const judge: Judge = (status, { what, right }) => {
    if (!right.includes(status)) wrong.push(`${what}: ${status} in place of ${right.join(' or ')}`)
  }
  try {
    const world = await makeWorld(target, running, `Preflight ${company}`)
    const { renamed } = await tryCriticalEndpoints(target, running, { evidence, judge, company })
    if (renamed !== 'critical-record-renamed') wrong.push('an updated record does not read back')
    return { wrong, world }
  } catch (error) {
    return { wrong: [...wrong, messageOf(error)] }
  }
}

check('release.schema-compatible', async ({ target, context, evidence, expect }) => {
  const migrate = target.command('migrate')
  const overrides = await schemaBefore(target)
  const blue = await startBlue(target, context.labels, overrides)
  const client = new HttpClient(blue.url, target.config.proxyHeaders)
  const running = new RunningTarget(target.config, client)
  try {
    let before = await tryAll(target, running, { evidence, company: 'Works Before' })
    evidence.observe('schema before', { wrong: before.wrong })
    if (before.wrong.length > 0) {
      // This code needs the newest migration: then blue's schema is the same as green's.
      await mustDo(target, migrate, overrides)
      before = await tryAll(target, running, { evidence, company: 'Works Of Today' })
    }
    if (before.wrong.length > 0 || !before.world) {
      throw inconclusive(`blue does not work on its own schema: ${before.wrong.join('; ')}`)
    }
    const pid = await blue.pid()
    await mustDo(target, migrate, overrides)
    const after = await tryAll(target, running, { evidence, company: 'Works After' })
    const { owner, record } = before.world
    const spec = running.operation('readRecord').request(record)
    const old = await running.try(spec, { session: owner.session })
    evidence.observe('schema after', { wrong: after.wrong })
    evidence.floor('schema after', 1)
    evidence.floor('answer', criticalSteps)
    expect.soft(after.wrong, 'what blue answers wrongly on green’s schema').toEqual([])
    expect.soft(old.ok && old.status, 'a record from before the migration is read').toBe(200)
    expect.soft(await blue.pid(), 'blue is the process that it was').toBe(pid)
  } finally {
    await client.close()
    await blue.stop(0)
  }
})
