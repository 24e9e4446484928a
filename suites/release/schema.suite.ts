/** Blue keeps working while green's migrations run, and afterwards on green's schema. */

import type { Command } from '#gate/contract/contract.ts'
import { attachedTarget, inconclusive, isUnverified, messageOf, notAProcess } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { Colour } from '#gate/kit/release/colour.ts'
import { ProcessColour } from '#gate/kit/release/process-colour.ts'
import type { Judge } from '#gate/kit/traffic/critical/asker.ts'
import { criticalSteps, tryCriticalEndpoints } from '#gate/kit/traffic/critical/endpoints.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Overrides } from '#gate/system/environment.ts'
import { HttpClient, statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'

const host = '127.0.0.1'
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
async function schemaBefore(target: Target): Promise<Overrides> {
  const previous = target.config.release?.previous
  const { rollback, createAdmin } = target.config.commands ?? {}
  if (!previous?.migrate) {
    const { url } = await target.database()
    if (rollback) await runOrInconclusive(target, rollback, { postgresUrl: url })
    return { postgresUrl: url }
  }
  const overrides = { postgresUrl: (await target.emptyDatabase()).url }
  await runOrInconclusive(target, previous.migrate, overrides)
  const admin = await target.admin()
  if (createAdmin) await runOrInconclusive(target, createAdmin(admin), overrides)
  return overrides
}

/** Starts blue and waits until it answers; it may be unready if its code is newer. */
async function startBlue(target: Target, labels: RunLabels, overrides: Overrides): Promise<Colour> {
  const previous = target.config.release?.previous
  const launch = previous?.launch ?? target.config.launch
  if (launch.kind === 'attached') throw attachedTarget()
  if (launch.kind !== 'command') throw notAProcess(launch.kind)
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
  const options = { timeoutMs: target.pace.startPatienceMs(minStartMs), intervalMs: 50 }
  await waitFor('blue to answer', answers, options)
    .catch(async (cause) => {
      await blue.stop(0)
      throw inconclusive(`blue does not start: ${await blue.output()}`, cause)
    })
    .finally(() => client.close())
  return blue
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
    if (renamed !== 'critical-record-renamed')
      wrong.push(`an updated record reads back as "${renamed}"`)
    return { wrong, world }
  } catch (error) {
    if (isUnverified(error)) throw error
    return { wrong: [...wrong, messageOf(error)] }
  }
}

check('release.schema-compatible', async ({ target, context, evidence, expect }) => {
  const migrate = target.command('migrate')
  const overrides = await schemaBefore(target)
  const blue = await startBlue(target, context.labels, overrides)
  const client = new HttpClient(blue.url, target.config.proxyHeaders)
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
    const pid = await blue.pid()
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
    expect.soft(await blue.pid(), 'pid of blue after the migration').toBe(pid)
  } finally {
    await client.close()
    await blue.stop(0)
  }
})
