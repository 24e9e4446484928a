/** A backend whose schema is behind its code must not report ready. */

import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { endpointOf } from '#gate/system/endpoints.ts'
import { supported } from '#gate/system/environment.ts'
import { HttpClient, statusOrError } from '#gate/system/http.ts'
import type { Launching } from '#gate/system/start.ts'
import type { Target } from '#gate/system/target.ts'
import type { TargetProcess } from '#gate/system/target-process.ts'
import { type Content, type Effect, effectOf, isApplied, isInvisible } from './migration-effect.ts'
import { Migrator } from './migrator.ts'
import { rowsByTable } from './records.ts'

/** A backend that neither exits nor answers in this time, or longer, stays out of rotation. */
const minStartMs = 30_000
/** Requests while the schema is behind: the workers of a backend take turns. */
const requests = 8

/** Statuses while the schema is behind. */
interface BehindStatuses {
  ready: (number | string)[]
  login: (number | string)[]
}

/** Requests readiness and a login, which needs a table. */
async function request(target: Target, process: TargetProcess): Promise<BehindStatuses> {
  const { proxyHeaders, operations } = target.config
  const client = new HttpClient(`http://127.0.0.1:${process.port}`, proxyHeaders)
  const asking = target.reached(client)
  const statuses: BehindStatuses = { ready: [], login: [] }
  const login = operations?.login?.request(await target.admin())
  try {
    for (let count = 0; count < requests; count += 1) {
      // Without a login there is nobody to ask: no answer means not ready.
      const ready = await asking.endpoint('ready').catch(() => undefined)
      statuses.ready.push(ready ? statusOrError(await client.try(ready)) : 'no session')
      if (login) statuses.login.push(statusOrError(await client.try(login)))
    }
  } finally {
    await client.close()
  }
  return statuses
}

/** Ready is 2xx or 3xx; no response means not ready. */
function isReady(status: number | string): boolean {
  return typeof status === 'number' && status < 400
}

/** Why it does not become ready; a refused start is started again, as orchestrators do. */
async function whyNotServing(launching: Launching, isRefused: boolean, again: () => Launching) {
  const serving = isRefused ? again() : launching
  return await serving.ready().then(() => undefined, messageOf)
}

interface BehindContext {
  target: Target
  migrator: Migrator
  /** Of what is pending. */
  effect: Effect
  evidence: Evidence
}

async function contentOf(migrator: Migrator): Promise<Content> {
  return { dump: (await migrator.schema()).dump, rows: await rowsByTable(migrator.url) }
}

/** What the migrator does to a database that no backend uses. */
async function pendingEffect(migrator: Migrator): Promise<Effect> {
  const before = await contentOf(migrator)
  await migrator.mustRun('migrate')
  const effect = effectOf(before, await contentOf(migrator))
  if (!isInvisible(effect)) return effect
  throw inconclusive('the pending migration has no effect on schema or records to look for')
}

/**
 * Starts on the schema as it is, sends requests, migrates, and waits until it is ready. A backend
 * that migrates on startup is never behind: then the pending migration's own effect is there.
 * Other changes, such as the tables of a scheduler, are none of it.
 */
async function startBehind(name: string, context: BehindContext) {
  const { target, migrator, effect, evidence } = context
  const single = supported(target.config, { workers: '1' })
  const begin = () => target.start({ ...single, postgresUrl: migrator.url })
  const launching = begin()
  const { state } = await launching.settled(target.pace.startPatienceMs(minStartMs))
  const process = await launching.process()
  const none: BehindStatuses = { ready: [], login: [] }
  const statuses = state === 'answers' ? await request(target, process) : none
  const migratedItself = isApplied(effect, await contentOf(migrator))
  // A backend that answers first and then exits has refused too.
  const refusal = process.running ? undefined : process.exit
  const start = refusal ? 'refused' : state
  await migrator.mustRun('migrate')
  const whyNot = await whyNotServing(launching, refusal !== undefined, begin)
  const outcome = { name, start, migratedItself, refusal, ...statuses, whyNot: whyNot ?? '' }
  evidence.observe('start', outcome)
  await process.stop(0)
  return outcome
}

check('database.pending-migration-not-ready', async ({ target, context, evidence, expect }) => {
  target.command('migrate')
  const path = endpointOf(target.config, 'ready')?.path
  if (path === undefined) throw unverified({ missing: ['endpoints.ready'] })
  const emptyUrl = async () => (await target.emptyDatabase()).url
  const behindUrl = async () => (await target.cloneDatabase()).url
  const cases: [name: string, url: () => Promise<string>, isEmpty: boolean][] = [
    ['an empty database', emptyUrl, true],
  ]
  if (target.config.commands?.rollback) cases.push(['one version behind', behindUrl, false])
  for (const [name, url, isEmpty] of cases) {
    const behind = async () => {
      const migrator = await Migrator.on(target, await url(), context)
      if (!isEmpty) await migrator.mustRun('rollback')
      return migrator
    }
    const effect = await pendingEffect(await behind())
    evidence.observe('pending migration', {
      name,
      lines: effect.added.length + effect.removed.length,
      records: effect.records,
    })
    const shared = { target, effect, evidence }
    const outcome = await startBehind(name, { ...shared, migrator: await behind() })
    expect.soft(outcome.whyNot, `why it is not ready after migrating (${name})`).toBe('')
    if (outcome.start === 'refused') {
      const { code, signal } = outcome.refusal ?? {}
      const what = `exit code of the refused start (${name}, ${signal ?? code})`
      expect.soft(code, what).toBeGreaterThan(0)
    }
    const errors = [...outcome.ready, ...outcome.login].filter((status) => status === 500)
    expect.soft(errors, `500 responses (${name})`).toEqual([])
    if (outcome.migratedItself) continue
    const ready = outcome.ready.filter(isReady)
    expect.soft(ready, `statuses of ${path} that report ready (${name})`).toEqual([])
  }
  evidence.floor('start', cases.length)
  evidence.floor('pending migration', cases.length)
})
