/** The log level: the same events at each level, and which lines are written. */

import type { LogLevels, TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { sendAlone, unreadableBodies } from '#gate/kit/traffic/unreadable-bodies.ts'
import { check } from '#gate/run/check.ts'
import { endpointOf, requestTo } from '#gate/system/endpoints.ts'
import { supported } from '#gate/system/environment.ts'
import { type LogLevel, levelOf, levels } from '#gate/system/log-level.ts'
import { keysOf, logRecords } from '#gate/system/log-records.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { provokeError } from './lines.ts'

/** The guide's names. */
const guideLevels: LogLevels = { debug: 'DEBUG', info: 'INFO', warning: 'WARNING', error: 'ERROR' }
/** Requests of each kind, so that every worker logs. */
const rounds = 8

type Counts = Record<LogLevel, number>

/** Causes events of several levels: successes and refused requests. */
async function causeEvents(target: Target, running: RunningTarget): Promise<void> {
  const profile = target.config.operations?.profile?.request()
  const health = await running.endpointIfAny('health')
  // What other code than the routes' logs.
  const login = target.config.operations?.login?.request(target.newAccount('nobody'))
  for (const [, spec] of login ? unreadableBodies(login) : []) await sendAlone(running, spec)
  for (let round = 0; round < rounds; round += 1) {
    if (health) await running.tryPatiently(health)
    await running.tryPatiently({ method: 'GET', path: '/preflight-no-such-route' })
    const session = { headers: { authorization: 'Bearer preflight.is.no-token' } }
    if (profile) await running.tryPatiently(profile, { session })
  }
}

/** Lines by level. Lines without one are the concern of `observability.logs-structured`. */
function countsOf(output: string, config: TargetConfig): Counts {
  const counts: Counts = { debug: 0, info: 0, warning: 0, error: 0 }
  const keys = keysOf(config)
  for (const { fields } of logRecords(output, config)) {
    const level = levelOf(fields[keys.level])
    if (level !== undefined) counts[level] += 1
  }
  return counts
}

async function runAt(target: Target, value: string): Promise<Counts> {
  const { config } = target
  const database = await target.cloneDatabase()
  const few = supported(config, { workers: '2' })
  const launching = target.start({ ...few, logLevel: value, postgresUrl: database.url })
  const running = await launching.ready().catch((error: unknown) => {
    if (Object.values(config.logLevels ?? {}).includes(value)) throw error
    const why = `with ${target.variable('logLevel')}=${value}: ${messageOf(error)}`
    throw inconclusive(`${why}; if it has another name for that level, add it to logLevels`, error)
  })
  await causeEvents(target, running)
  await provokeError(target, running, database)
  // With its database gone the administrator cannot log in, so the endpoint is asked without.
  const ready = endpointOf(config, 'ready')
  if (ready) await running.tryPatiently(requestTo(ready))
  await running.stop(15_000)
  return countsOf(running.output, config)
}

check('observability.log-level', async ({ target, evidence, expect }) => {
  target.variable('logLevel') // Unverified before any start.
  const values = { ...guideLevels, ...target.config.logLevels }
  const all = await runAt(target, values.debug)
  evidence.observe('run', { level: 'debug', lines: all })
  evidence.floor('run', 1)
  const used = levels.filter((level) => all[level] > 0)
  // A single level shows neither what a higher setting leaves out nor what it keeps.
  if (used.length < 2) {
    throw inconclusive(`at ${values.debug} the backend logs fewer than 2 levels: [${used}]`)
  }
  for (const [rank, level] of levels.entries()) {
    if (level === 'debug') continue
    const lines = await runAt(target, values[level])
    evidence.observe('run', { level, lines })
    for (const [weight, each] of levels.entries()) {
      const what = `number of ${each} lines at level ${values[level]}`
      if (weight < rank) expect.soft(lines[each], what).toBe(0)
      else if (all[each] > 0) expect.soft(lines[each], what).toBeGreaterThan(0)
    }
  }
  evidence.floor('run', levels.length)
})
