/** Access that a token carries ends with the token, whatever was taken from its owner before. */

import type { Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import { type Outcome, onOwnConnection } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, makeCompany, makePerson, type Person } from '#gate/system/world.ts'
import { isJwt, type Life, lifeOf, maxWaitSeconds, shortLife } from './token-life.ts'

/** Libraries forgive clocks that differ; the largest default among common ones is a minute. */
const leewaySeconds = 60
/** Beyond life and leeway: a token counts whole seconds. */
const graceMs = 2_000
const intervalMs = 200
/** New connections for each look, so that every worker is asked in turn. */
const asks = 4

/** What a look at an old session says. */
type Look = 'as before' | 'ended' | 'unclear'

interface Case {
  name: string
  session: Session
  /** When the session began, by `performance.now()`. */
  sinceMs: number
  look: (outcome: Outcome) => Look
  path: 'profile' | 'permissions'
  company: string
}

function isRefused(outcome: Outcome): boolean {
  return outcome.ok && outcome.status >= 300 && outcome.status < 500 && outcome.status !== 429
}

/** Of a request that a session is needed for. */
function lookAt(outcome: Outcome): Look {
  if (isRefused(outcome)) return 'ended'
  return outcome.ok && outcome.status < 300 ? 'as before' : 'unclear'
}

async function login(running: RunningTarget, { account }: Pick<Person, 'account'>) {
  const operation = running.operation('login')
  const sinceMs = performance.now()
  const reply = await arrange(running, operation.request(account))
  const session = operation.result(reply)
  return { session, sinceMs, life: lifeOf(session, reply) }
}

/** Asks until no worker answers as before; undefined if some still do when the time is over. */
async function endOf(running: RunningTarget, one: Case, timeoutMs: number) {
  const operation = running.operation(one.path)
  const spec = operation.request(one.company)
  let last: Look[] = []
  const ended = async () => {
    const looks = Array.from({ length: asks }, () =>
      onOwnConnection(running.client, async (client) =>
        one.look(await client.try(spec, { session: one.session })),
      ),
    )
    last = await Promise.all(looks)
    return last.every((look) => look === 'ended') ? performance.now() : undefined
  }
  const options = { timeoutMs, intervalMs }
  const endedMs = await waitFor('the old session to end', ended, options).catch(
    ifTimedOut(() => undefined),
  )
  if (endedMs === undefined && last.every((look) => look === 'unclear')) {
    throw inconclusive(`the requests of a session (${one.name}) were not answered`)
  }
  return endedMs === undefined ? undefined : Math.round(endedMs - one.sinceMs) / 1000
}

/** A session that was ended by its owner. */
async function loggedOut(target: Target, running: RunningTarget): Promise<Case | undefined> {
  const { logout } = running.config.operations ?? {}
  if (!logout) return undefined
  const person = await makePerson(target, running, 'leaver')
  const { session, sinceMs } = await login(running, person)
  await arrange(running, logout.request(session), session)
  return { name: 'logged out', session, sinceMs, look: lookAt, path: 'profile', company: '' }
}

/** A session of a member who has fewer permissions since. */
async function roleTaken(target: Target, running: RunningTarget): Promise<Case | undefined> {
  const { changeRole, permissions, createAccount } = running.config.operations ?? {}
  if (!changeRole || !permissions || !createAccount) return undefined
  const owner = await makePerson(target, running, 'owner')
  const company = await makeCompany(running, owner, 'Preflight Tokens')
  const giver = await running.roleGiver(owner.session)
  const member = await makePerson(target, running, 'member')
  const give = (role: string) =>
    arrange(running, changeRole.request(company, member.id, role), giver)
  await give(changeRole.roles.writer)
  const { session, sinceMs } = await login(running, member)
  const listed = async () =>
    permissions.result(await arrange(running, permissions.request(company), session)).length
  const before = await listed()
  await give(changeRole.roles.reader)
  // Somebody with fewer permissions lists fewer; who is refused has none.
  const look = (outcome: Outcome): Look => {
    if (!outcome.ok || outcome.status >= 300) return lookAt(outcome)
    return permissions.result(outcome).length < before ? 'ended' : 'as before'
  }
  return { name: 'role taken', session, sinceMs, look, path: 'permissions', company }
}

/** A token that says until when it is good, left alone. Other sessions may live as long as used. */
async function leftAlone(target: Target, running: RunningTarget): Promise<Case | undefined> {
  const person = await makePerson(target, running, 'visitor')
  const { session, sinceMs } = await login(running, person)
  if (!isJwt(session)) return undefined
  return { name: 'left alone', session, sinceMs, look: lookAt, path: 'profile', company: '' }
}

/** The life of sessions as deployed, and a start whose sessions live so short that one can wait. */
async function shortLived(target: Target, observe: (where: string, life?: Life) => void) {
  const admin = { account: await target.admin() }
  const deployed = await target.running()
  const { life, sinceMs } = await login(deployed, admin)
  const shortSeconds = shortLife(performance.now() - sinceMs)
  observe('as deployed', life)
  const settings = supported(target.config, { accessTokenTtl: String(shortSeconds) })
  if (Object.keys(settings).length === 0) return { running: deployed, life }
  const running = await target.start(settings).ready()
  const short = await login(running, admin)
  observe('with accessTokenTtl', short.life)
  const set: Life = { seconds: shortSeconds, source: 'the token' }
  return { running, life: short.life ?? set }
}

check('http.token-access-ends', async ({ target, evidence, expect }) => {
  const { operations } = target.config
  if (!operations?.login) throw unverified({ missing: ['operations.login'] })
  if (!operations.profile) throw unverified({ missing: ['operations.profile'] })
  const { running, life } = await shortLived(target, (where, said) => {
    evidence.observe('life of a session', { where, ...(said ?? { seconds: 'not said' }) })
  })
  const isTooLong = life !== undefined && life.seconds > maxWaitSeconds
  // One that is left alone ends by its life only: whoever cannot wait for that cannot tell.
  const makers = [...(life && !isTooLong ? [leftAlone] : []), loggedOut, roleTaken]
  const made = await Promise.all(makers.map((make) => make(target, running)))
  const cases = made.filter((one) => one !== undefined)
  if (cases.length === 0) throw unverified({ missing: ['operations.logout', 'session.token'] })
  const waits = life && !isTooLong ? life.seconds + leewaySeconds : maxWaitSeconds
  const timeoutMs = waits * 1000 + graceMs
  const judge = async (one: Case) => {
    const seconds = await endOf(running, one, timeoutMs)
    evidence.observe('session', { name: one.name, life: life?.seconds, endedAfter: seconds })
    return { one, seconds }
  }
  const results = await Promise.all(cases.map(judge))
  evidence.floor('life of a session', 1)
  evidence.floor('session', 1)
  const open = results.filter(({ seconds }) => seconds === undefined).map(({ one }) => one)
  const isUnknown = life === undefined && open.some(({ session }) => !isJwt(session))
  const names = open.map(({ name }) => name)
  if (names.length > 0 && (isTooLong || isUnknown)) {
    const said = life ? `${life.seconds} s` : 'unknown'
    throw inconclusive(
      `sessions go on (${names.join(', ')}) with a life of ${said}: set settings.accessTokenTtl`,
    )
  }
  const what = `sessions that go on after their life of ${life?.seconds ?? 'no known'} s`
  expect.soft(names, what).toEqual([])
})
