/** Secrets stay where they were put. */

import { unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import {
  type CanaryRole,
  loseTable,
  makeRole,
  type Seeded,
  seed,
} from '#gate/kit/traffic/canaries.ts'
import { check } from '#gate/run/check.ts'
import type { Database } from '#gate/stack/databases.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { askForData, Life, type Lived, live } from './exposure/life.ts'
import { argumentsOf, machineEndpoints, Search, textBelow } from './exposure/places.ts'

/** How a start talks: as it does by itself, or as much as it can, in both common spellings. */
const levels: readonly (string | undefined)[] = [undefined, 'DEBUG', 'debug']
const graceMs = 10_000

interface Scene {
  target: Target
  search: Search
  seeded: Seeded
  role: CanaryRole | undefined
  databases: Database[]
}

/** A start with every canary, on a database of its own. */
async function settingsOf({ target, seeded, role, databases }: Scene) {
  const database = role && (await target.cloneDatabase())
  if (database) databases.push(database)
  const postgres: Overrides = role && database ? { postgresUrl: role.urlFor(database.url) } : {}
  return { settings: { ...seeded.settings, ...postgres }, database }
}

/** What the endpoints for machines answer, one by one. */
async function endpointAnswers(running: RunningTarget): Promise<[path: string, text: string][]> {
  const answers: [string, string][] = []
  for (const path of machineEndpoints(running.config)) {
    const life = new Life(running)
    await life.ask({ method: 'GET', path })
    answers.push([path, life.answers.map(({ text }) => text).join('\n')])
  }
  return answers
}

async function searchCommands(
  { target, search }: Scene,
  settings: Overrides,
  port: number,
  when: string,
): Promise<void> {
  // What a command prints at the talkative level holds what it prints by default.
  if (target.config.settings?.logLevel && !settings.logLevel) return
  const { check: systemCheck, poolStatus, currentVersion } = target.config.commands ?? {}
  for (const [name, command] of Object.entries({ systemCheck, poolStatus, currentVersion })) {
    if (!command) continue
    const { output } = await target.run(command, settings, port)
    search.demand(`the command ${name} ${when}`, output)
  }
}

/** Takes away first the table that is read, then the whole database, and provokes errors. */
async function searchFailures(
  scene: Scene,
  lived: Lived,
  database: Database,
  at: string,
): Promise<void> {
  const { target, search } = scene
  const { running, life } = lived
  const table = target.config.operations?.readRecord?.table
  if (table !== undefined) {
    await loseTable(database.url, table)
    await askForData(target, lived)
  }
  await database.drop()
  await askForData(target, lived)
  // A backend may end with its database: then nothing is left to answer.
  for (const [path, text] of await endpointAnswers(running)) {
    search.look(`${path} without a database, ${at}`, text)
  }
  const failed = life.answers.filter(({ status }) => status >= 500)
  const text = failed.map((answer) => answer.text).join('\n')
  if (lived.world && table !== undefined) search.demand(`errors ${at}`, text)
  else search.look(`errors ${at}`, text)
}

/** One start from its beginning to its end, with its database taken away on the way. */
async function searchLife(scene: Scene, level: string | undefined): Promise<string> {
  const { target, search, seeded } = scene
  const at = level === undefined ? 'at the default level' : `at level ${level}`
  const { settings, database } = await settingsOf(scene)
  const overrides = { ...settings, ...(level === undefined ? {} : { logLevel: level }) }
  const launching = target.start(overrides)
  const running = await launching.ready().catch(() => undefined)
  if (!running) {
    const { output } = await launching.process()
    if (level === undefined) await launching.ready() // Says why.
    search.look(`output of a refused start ${at}`, output)
    return ''
  }
  const { process } = running
  search.seeded(process.environment)
  search.demand(`process arguments ${at}`, argumentsOf(process.pids()))
  const lived = await live(target, running, seeded.provider)
  for (const [path, text] of await endpointAnswers(running)) search.demand(`${path} ${at}`, text)
  await searchCommands(scene, overrides, process.port, at)
  if (database) {
    await searchFailures(scene, lived, database, at)
    await searchCommands(scene, overrides, process.port, `without a database, ${at}`)
  }
  const { answers } = lived.life
  search.demand(`answers ${at}`, answers.map(({ text }) => text).join('\n'))
  await running.stop(graceMs)
  if (level === undefined) search.look(`output ${at}`, process.output)
  else search.demand(`output ${at}`, process.output)
  return process.output
}

/** Starts that are wrong in something else, or in the very variable that holds a secret. */
async function searchRefusals(scene: Scene): Promise<void> {
  const { target, search } = scene
  const { settings } = await settingsOf(scene)
  const { secretKey, jwtSecretKey, poolSize, environment, smtpPort } = target.config.settings ?? {}
  const wrong: Overrides[] = []
  if (environment) wrong.push({ environment: 'prodution' })
  if (poolSize) wrong.push({ poolSize: 'twenty' })
  if (smtpPort) wrong.push({ smtpPort: 'smtp' })
  const key = secretKey && target.secrets[secretKey]
  if (key && jwtSecretKey) wrong.push({ jwtSecretKey: key })
  if (settings.postgresUrl) {
    // Malformed, of another kind, and where nobody answers.
    wrong.push({ postgresUrl: settings.postgresUrl.replace(/:\d+\//, ':99999/') })
    wrong.push({ postgresUrl: settings.postgresUrl.replace(/:\d+\//, `:${await freePort()}/`) })
    wrong.push({ postgresUrl: settings.postgresUrl.replace(/^[a-z]+:/, 'https:') })
  }
  const refusals = await Promise.all(
    wrong.map((overrides) => target.start({ ...settings, ...overrides }).exit()),
  )
  const text = refusals.map(({ output }) => output).join('\n')
  if (wrong.length > 0) search.demand('output of refused starts', text)
}

check(
  'configuration.secrets-not-exposed',
  async ({ target, stack, redactor, context, samples, evidence, expect }) => {
    if (target.config.launch.kind !== 'command') {
      throw unverified('launch that the gate may start and stop')
    }
    const search = new Search(evidence, redactor)
    const role = target.config.backing?.postgres ? await makeRole(stack, redactor) : undefined
    const seeded = await seed(target, redactor)
    const scene: Scene = { target, search, seeded, role, databases: [] }
    try {
      const lines: number[] = []
      const tried = samples === 'few' ? ['DEBUG'] : levels
      for (const level of target.config.settings?.logLevel ? tried : [undefined]) {
        // A spelling that was understood shows: the other one is left out.
        if (lines.length === 2 && (lines[1] ?? 0) > (lines[0] ?? 0)) continue
        lines.push((await searchLife(scene, level)).split('\n').length)
      }
      await searchRefusals(scene)
      search.demand("the run's folder", await textBelow(context.runDir))
    } finally {
      await seeded.close()
      for (const database of scene.databases) await database.drop()
      await role?.drop()
    }
    for (const { place, found } of search.results) {
      expect.soft(found, `secrets in ${place}`).toEqual([])
    }
  },
  { timeoutMs: 400_000 },
)
