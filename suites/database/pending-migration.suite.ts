/** A backend whose schema lags behind its code. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { supported } from '#gate/system/environment.ts'
import { HttpClient, statusOrError } from '#gate/system/http.ts'
import type { TargetProcess } from '#gate/system/process.ts'
import type { Launching } from '#gate/system/start.ts'
import type { Target } from '#gate/system/target.ts'
import { Migrator } from './migrator.ts'

/** One that neither ends nor listens for so long keeps itself out of rotation. */
const startMs = 30_000
/** Asked so often while it is behind; the processes of a backend take turns. */
const looks = 8

/** What became of a start on a schema that lags behind. */
type Start = 'refused' | 'silent' | 'listens'

async function settle(process: TargetProcess): Promise<Start> {
  const settled = async () => {
    if (!process.running) return 'refused' as const
    return (await process.accepts()) ? ('listens' as const) : undefined
  }
  const options = { timeoutMs: startMs, intervalMs: 20 }
  return await waitFor('it listens or ends', settled, options).catch(() => 'silent' as const)
}

interface Behind {
  ready: (number | string)[]
  needing: (number | string)[]
}

/** Asks readiness, and a log-in, which needs a table. */
async function ask(target: Target, process: TargetProcess, path: string): Promise<Behind> {
  const { proxyHeaders, operations } = target.config
  const client = new HttpClient(`http://127.0.0.1:${process.port}`, proxyHeaders)
  const seen: Behind = { ready: [], needing: [] }
  const login = operations?.login?.request(await target.admin())
  try {
    for (let look = 0; look < looks; look += 1) {
      seen.ready.push(statusOrError(await client.try({ method: 'GET', path })))
      if (login) seen.needing.push(statusOrError(await client.try(login)))
    }
  } finally {
    await client.close()
  }
  return seen
}

/** Ready is 2xx or 3xx; an answer that never comes is not ready. */
function isReady(status: number | string): boolean {
  return typeof status === 'number' && status < 400
}

/** Whether it becomes ready; one that refused to start is started again, as orchestrators do. */
async function isServing(launching: Launching, start: Start, again: () => Launching) {
  const serving = start === 'refused' ? again() : launching
  return await serving.ready().then(
    () => true,
    () => false,
  )
}

interface Scene {
  target: Target
  migrator: Migrator
  path: string
  evidence: Evidence
}

/**
 * Starts on the schema as it is, looks, migrates, and waits until it serves. A backend that
 * migrates by itself as it starts is never behind: then the schema has changed by its doing.
 */
async function startBehind(name: string, { target, migrator, path, evidence }: Scene) {
  const before = await migrator.schema()
  const single = supported(target.config, { workers: '1' })
  const begin = () => target.start({ ...single, postgresUrl: migrator.url })
  const launching = begin()
  const process = await launching.process()
  const settled = await settle(process)
  const none: Behind = { ready: [], needing: [] }
  const seen = settled === 'listens' ? await ask(target, process, path) : none
  const migratedItself = (await migrator.schema()).dump !== before.dump
  // One that listens first and ends then has refused as well.
  const refusal = process.running ? undefined : process.exit
  const start = refusal ? 'refused' : settled
  await migrator.must('migrate')
  const serves = await isServing(launching, start, begin)
  const outcome = { name, start, migratedItself, refusal, ...seen, serves }
  evidence.observe('start', outcome)
  await process.stop(0)
  return outcome
}

check('database.pending-migration-not-ready', async ({ target, context, evidence, expect }) => {
  target.command('migrate')
  const path = target.config.endpoints?.ready
  if (path === undefined) throw unverified({ missing: ['endpoints.ready'] })
  const scenes: [name: string, url: string, isEmpty: boolean][] = [
    ['an empty database', (await target.emptyDatabase()).url, true],
  ]
  if (target.config.commands?.rollback) {
    scenes.push(['one version behind', (await target.cloneDatabase()).url, false])
  }
  for (const [name, url, isEmpty] of scenes) {
    const migrator = await Migrator.on(target, url, context)
    if (!isEmpty) await migrator.must('rollback')
    const seen = await startBehind(name, { target, migrator, path, evidence })
    expect.soft(seen.serves, `it serves once migrated (${name})`).toBe(true)
    if (seen.start === 'refused') {
      const { code, signal } = seen.refusal ?? {}
      const how = `how it refuses to start (${name}, ${signal ?? code})`
      expect.soft(code ?? 0, how).toBeGreaterThan(0)
    }
    const bad = [...seen.ready, ...seen.needing].filter((status) => status === 500)
    expect.soft(bad, `answers with 500 (${name})`).toEqual([])
    if (seen.migratedItself) continue
    const lies = seen.ready.filter(isReady)
    expect.soft(lies, `answers of ${path} that say ready (${name})`).toEqual([])
  }
  evidence.floor('start', scenes.length)
  if (scenes.length === 0) throw inconclusive('nothing was tried')
})
