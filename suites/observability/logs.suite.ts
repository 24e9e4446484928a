/** The backend's output is structured, from the first line to the last. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { canMail, mailsTo } from '#gate/kit/traffic/mail.ts'
import { sendAlone, unreadableBodies } from '#gate/kit/traffic/unreadable-bodies.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { apart } from '#gate/system/apart.ts'
import type { Overrides } from '#gate/system/environment.ts'
import { levelOf } from '#gate/system/log-level.ts'
import { keysOf, type LogRecord, lineReader, linesOf } from '#gate/system/log-records.ts'
import type { Target } from '#gate/system/target.ts'
import { makeCompany, makePerson } from '#gate/system/world.ts'
import { failRead, isTimestamp, provokeError } from './lines.ts'
import { endOne, workersOf } from './workers.ts'

const required = ['timestamp', 'level', 'message', 'module', 'function'] as const
/** A request without Redis may take as long. */
const answerMs = 5_000
/** For so long Redis is away: clients complain when they try to connect again. */
const attemptsMs = 2_000
/** Start, requests and stop write at least this many lines. */
const minLines = 5

/** What is wrong with one line; empty if nothing is. */
function lineProblems(line: string, config: TargetConfig): string[] {
  const format = config.logs?.format ?? 'json'
  // A pattern makes a line readable for us, and not for a log pipeline.
  if (typeof format === 'object') return ['free text']
  const entry = lineReader(config)(line)
  if (!entry) return [format === 'json' ? 'not a JSON object' : 'not logfmt']
  const keys = keysOf(config)
  const missing = required.filter((name) => entry[keys[name]] === undefined)
  const problems = missing.map((name) => `no ${keys[name]}`)
  const timestamp = entry[keys.timestamp]
  if (timestamp !== undefined && !isTimestamp(timestamp))
    problems.push(`${keys.timestamp} is not a time`)
  return problems
}

/** Settings with which mails cannot be sent: clients of mail servers often print why. */
async function withoutMail({ config }: Target): Promise<Overrides> {
  return canMail(config) ? mailsTo(config, await freePort()) : {}
}

/** A start that says the most; as deployed, if the config does not say how that is spelt. */
function mostVerbose({ config }: Target): Overrides {
  const { debug } = config.logLevels ?? {}
  return config.settings?.logLevel && debug !== undefined ? { logLevel: debug } : {}
}

/**
 * What is logged when Redis and mail are away: their clients often print their errors themselves.
 * At debug level, as what libraries print there is often no record.
 */
async function linesWithoutServices(target: Target, stack: StackClient): Promise<string[]> {
  if (target.config.backing?.redis === undefined) return []
  const redis = await stack.dedicated('redis', {})
  const database = await apart(target)
  try {
    const settings = { ...(await withoutMail(target)), ...mostVerbose(target) }
    const redisUrl = `${redis.server.url}/0`
    const running = await target.start({ ...settings, ...database, redisUrl }).ready()
    const owner = await makePerson(target, running, 'owner', { role: 'writer' })
    const company = await makeCompany(running, owner, 'Preflight Logs')
    const { login, permissions, profile } = target.config.operations ?? {}
    const { requestPasswordReset: reset } = target.config.operations ?? {}
    const specs = [permissions?.request(company), profile?.request(), login?.request(owner.account)]
    const ask = async () => {
      for (const spec of specs) {
        if (spec) await running.try(spec, { session: owner.session, timeoutMs: answerMs })
      }
    }
    await ask()
    if (reset) await running.try(reset.request(owner.account.email), { timeoutMs: answerMs })
    await during(stop(redis, 'crash'), async () => {
      const endMs = performance.now() + attemptsMs
      while (performance.now() < endMs) {
        await ask()
        await sleep(100)
      }
    })
    await running.stop(15_000)
    return linesOf(running.output)
  } finally {
    await redis.remove()
  }
}

check('observability.logs-structured', async ({ target, stack, evidence, expect }) => {
  const { config } = target
  const keys = keysOf(config)
  const running = await target.start().ready()
  await running.tryPatiently({ method: 'GET', path: '/preflight-no-such-route' })
  const login = running.operation('login').request(target.newAccount('nobody'))
  await running.tryPatiently(login)
  for (const [, spec] of unreadableBodies(login)) await sendAlone(running, spec)
  await running.tryPatiently({ method: 'GET', path: '/%ff%fe' })
  const isKilled = workersOf(running).length > 1 && (await endOne(running, 'SIGKILL'))
  evidence.observe('worker killed', { isKilled })
  const withoutServices = await linesWithoutServices(target, stack)
  const database = await target.database()
  const failedRead = await failRead(target, running, database)
  const status = await provokeError(target, running, database)
  await running.stop(15_000)
  const lines = [...linesOf(running.output), ...withoutServices]
  for (const line of lines) {
    evidence.observe('line', { line: line.slice(0, 2000), problems: lineProblems(line, config) })
  }
  // One bad line is a failure, however few there are; that none is bad takes some lines.
  const isSound = lines.every((line) => lineProblems(line, config).length === 0)
  evidence.floor('line', isSound ? minLines : 1)
  const byProblem = Map.groupBy(lines, (line) => lineProblems(line, config).join(', '))
  for (const [problem, bad] of byProblem) {
    const example = bad[0]?.slice(0, 200)
    const what = `problem of ${bad.length} of ${lines.length} log lines, such as ${example}`
    expect.soft(problem === '' ? 'none' : problem, what).toBe('none')
  }
  const isError = ({ fields }: LogRecord) => levelOf(fields[keys.level]) === 'error'
  const withException = ({ fields }: LogRecord) => fields[keys.exception] !== undefined
  if (failedRead) {
    const { status, logged } = failedRead
    const exceptions = logged.filter(isError).filter(withException).length
    evidence.observe('failed read', { status, logged: logged.length, exceptions })
    const what = `number of error lines with "${keys.exception}" about a read answered ${status}`
    if (Number(status) >= 500) expect.soft(exceptions, what).toBeGreaterThan(0)
  }
  const errors = running.logRecords().filter(isError)
  const exceptions = errors.filter(withException)
  const counts = { errors: errors.length, exceptions: exceptions.length }
  evidence.observe('provoked error', { status, ...counts })
  evidence.floor('provoked error', 1)
  // Only an error that did occur can be in the log.
  if (errors.length > 0 || typeof status !== 'number' || status >= 500) {
    expect
      .soft(exceptions.length, `number of error lines with "${keys.exception}"`)
      .toBeGreaterThan(0)
  }
})
