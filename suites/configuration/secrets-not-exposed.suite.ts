/** Secrets do not leak into output, responses, process arguments or the gate's own report. */

import { attachedTarget, inconclusive } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import {
  type CanaryRedis,
  type CanaryRole,
  loseTable,
  makeRedis,
  makeRole,
  type Seeded,
  seed,
} from '#gate/kit/traffic/canaries.ts'
import { check } from '#gate/run/check.ts'
import type { Samples } from '#gate/run/context.ts'
import type { Database } from '#gate/stack/databases.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { type Exercised, exercise, ResponseLog, requestData } from './exposure/exercise.ts'
import { argumentsOf, machineRequests, Search, textBelow } from './exposure/places.ts'
import { requestWithoutServices } from './exposure/services.ts'

/** Log levels to start with: the default, and debug as the config spells it, else as is usual. */
function levelsOf({ config }: Target, samples: Samples): readonly (string | undefined)[] {
  if (!config.settings?.logLevel) return [undefined]
  const { debug } = config.logLevels ?? {}
  const spellings = debug === undefined ? ['DEBUG', 'debug'] : [debug]
  return samples === 'few' ? spellings.slice(0, 1) : [undefined, ...spellings]
}

const graceMs = 10_000

interface SearchSetup {
  target: Target
  search: Search
  seeded: Seeded
  role: CanaryRole | undefined
  redis: CanaryRedis | undefined
  databases: Database[]
  /** Requests that only met a rate limit. */
  limited: number
}

/** Settings of a start with every canary, on its own database. */
async function settingsOf({ target, seeded, role, redis, databases }: SearchSetup) {
  const database = role && (await target.cloneDatabase())
  if (database) databases.push(database)
  const postgres: Overrides = role && database ? { postgresUrl: role.urlFor(database.url) } : {}
  const cache: Overrides = redis ? { redisUrl: redis.url } : {}
  return { settings: { ...seeded.settings, ...postgres, ...cache }, database }
}

/** The responses of health, readiness and metrics. */
async function endpointResponses(running: RunningTarget): Promise<[path: string, text: string][]> {
  const responses: [string, string][] = []
  for (const request of await machineRequests(running)) {
    const log = new ResponseLog(running)
    await log.send(request)
    responses.push([request.path, log.responses.map(({ text }) => text).join('\n')])
  }
  return responses
}

async function searchCommands(
  { target, search }: SearchSetup,
  settings: Overrides,
  port: number,
  when: string,
): Promise<void> {
  // Output at debug level includes what is printed by default.
  if (target.config.settings?.logLevel && !settings.logLevel) return
  const { check: systemCheck, poolStatus, currentVersion } = target.config.commands ?? {}
  for (const [name, command] of Object.entries({ systemCheck, poolStatus, currentVersion })) {
    if (!command) continue
    const { output } = await target.run(command, settings, port)
    search.required(`output of command ${name} ${when}`, output)
  }
}

/** Drops first the table that is read, then the whole database, and provokes errors. */
async function searchFailures(
  setup: SearchSetup,
  exercised: Exercised,
  database: Database,
  at: string,
): Promise<void> {
  const { target, search } = setup
  const { running, log } = exercised
  const table = target.config.operations?.readRecord?.table
  if (table !== undefined) {
    await loseTable(database.url, table)
    await requestData(target, exercised)
  }
  await database.drop()
  await requestData(target, exercised)
  // A backend may exit without its database: then there are no responses.
  for (const [path, text] of await endpointResponses(running)) {
    search.optional(`${path} without a database ${at}`, text)
  }
  const failed = log.responses.filter(({ status }) => status >= 500)
  const text = failed.map((response) => response.text).join('\n')
  if (exercised.world && table !== undefined) search.required(`error responses ${at}`, text)
  else search.optional(`error responses ${at}`, text)
}

/** Searches one start from launch to exit; its database is dropped on the way. */
async function searchStart(setup: SearchSetup, level: string | undefined): Promise<string> {
  const { target, search, seeded } = setup
  const at = level === undefined ? 'at the default log level' : `at log level ${level}`
  const { settings, database } = await settingsOf(setup)
  const overrides = { ...settings, ...(level === undefined ? {} : { logLevel: level }) }
  const launching = target.start(overrides)
  const running = await launching.ready().catch(() => undefined)
  if (!running) {
    const { output } = await launching.process()
    if (level === undefined) await launching.ready() // Throws with the reason.
    search.optional(`output of a refused start ${at}`, output)
    return ''
  }
  const { process } = running
  search.recordSeeded(process.environment)
  search.required(`process arguments ${at}`, argumentsOf(process.pids()))
  const exercised = await exercise(target, running, seeded.provider)
  for (const [path, text] of await endpointResponses(running)) {
    search.required(`${path} ${at}`, text)
  }
  await searchCommands(setup, overrides, process.port, at)
  await requestWithoutServices(target, exercised, setup)
  if (database) {
    await searchFailures(setup, exercised, database, at)
    await searchCommands(setup, overrides, process.port, `without a database ${at}`)
  }
  const { responses, limited } = exercised.log
  setup.limited += limited
  search.required(`responses ${at}`, responses.map(({ text }) => text).join('\n'))
  await running.stop(graceMs)
  if (level === undefined) search.optional(`output ${at}`, process.output)
  else search.required(`output ${at}`, process.output)
  search.alsoFor("a user's session token", exercised.tokens, `output ${at}`, process.output)
  return process.output
}

/** Starts with an invalid value, some of them in a variable that holds a secret. */
async function searchRefusals(setup: SearchSetup): Promise<void> {
  const { target, search } = setup
  const { settings } = await settingsOf(setup)
  const { secretKey, jwtSecretKey, poolSize, environment, smtpPort } = target.config.settings ?? {}
  const wrong: Overrides[] = []
  if (environment) wrong.push({ environment: 'prodution' })
  if (poolSize) wrong.push({ poolSize: 'twenty' })
  if (smtpPort) wrong.push({ smtpPort: 'smtp' })
  const key = secretKey && target.secrets[secretKey]
  // One variable for both holds a good key.
  if (key && jwtSecretKey && jwtSecretKey !== secretKey) wrong.push({ jwtSecretKey: key })
  if (settings.postgresUrl) {
    // A malformed port, a port that nothing listens on, and another scheme.
    wrong.push({ postgresUrl: settings.postgresUrl.replace(/:\d+\//, ':99999/') })
    wrong.push({ postgresUrl: settings.postgresUrl.replace(/:\d+\//, `:${await freePort()}/`) })
    const { postgres } = target.config.backing ?? {}
    const isUrl = typeof postgres === 'string' || postgres?.url !== undefined
    if (isUrl) wrong.push({ postgresUrl: settings.postgresUrl.replace(/^[a-z]+:/, 'https:') })
  }
  const refusals = await Promise.all(
    wrong.map((overrides) => target.start({ ...settings, ...overrides }).exit()),
  )
  const text = refusals.map(({ output }) => output).join('\n')
  if (wrong.length > 0) search.required('output of refused starts', text)
}

check(
  'configuration.secrets-not-exposed',
  async ({ target, stack, redactor, context, samples, evidence, expect }) => {
    if (target.config.launch.kind === 'attached') {
      throw attachedTarget()
    }
    const search = new Search(evidence, redactor)
    const role = target.config.backing?.postgres ? await makeRole(stack, redactor) : undefined
    const seeded = await seed(target, redactor)
    const redis = await makeRedis(target, stack, redactor)
    const setup: SearchSetup = { target, search, seeded, role, redis, databases: [], limited: 0 }
    try {
      const lines: number[] = []
      for (const level of levelsOf(target, samples)) {
        // More output shows that the spelling was understood: the other one is left out.
        if (lines.length === 2 && (lines[1] ?? 0) > (lines[0] ?? 0)) continue
        lines.push((await searchStart(setup, level)).split('\n').length)
      }
      await searchRefusals(setup)
      search.required('the run folder', await textBelow(context.runDir))
    } finally {
      // In any case: what leaked before the search was cut short has leaked.
      search.conclude()
      for (const { place, found, line } of search.results) {
        const such = line === undefined ? '' : ` (in the line: ${line})`
        expect.soft(found, `secrets in ${place}${such}`).toEqual([])
      }
      await seeded.close()
      await redis?.service.remove()
      for (const database of setup.databases) await database.drop()
      await role?.drop()
    }
    if (setup.limited > 0) {
      throw inconclusive(
        `a rate limit answered ${setup.limited} requests with 429: lift it for the trial with ` +
          '"rateLimits.lifted"',
      )
    }
  },
  { timeoutMs: 400_000, judgesLimits: true },
)
