/** Error responses of every kind: an id to search for, and no detail of the backend itself. */

import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { loseTable } from '#gate/kit/traffic/canaries.ts'
import { withMailServer } from '#gate/kit/traffic/mail.ts'
import { sendAlone, unreadableBodies } from '#gate/kit/traffic/unreadable-bodies.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import { loggedIn, makePerson, makeWorld, type World } from '#gate/system/world.ts'
import { isNamedByEdge } from './edge-id.ts'
import { placesOf } from './error-ids.ts'
import { leaksOf } from './leaks.ts'
import { everyOperation, makeDoomed, type Step, visitLostTables } from './lost-tables.ts'
import { idOf, type Provoked, someOf, told, withoutAnyId } from './provoked.ts'
import { visitWithoutRedis } from './without-redis.ts'

/** Requests that a client gets an error for. */
function clientErrors(target: Target, running: RunningTarget, world: World): Step[] {
  const { operations = {} } = target.config
  const { owner, company, record } = world
  const login = running.operation('login')
  const profile = running.operation('profile').request()
  const unknown = { ...record, id: unknownLike(record.id) }
  const quoted = { ...record, id: "1'%20or%20'1'='1" }
  const read = operations.readRecord
  const badToken = { headers: { authorization: 'Bearer spoilt' } }
  const create = operations.createRecord?.request(company, 'mistyped')
  const quotedUpdate = operations.updateRecord?.request(quoted, 'quoted')
  return [
    ['an unknown route', { method: 'GET', path: '/preflight-no-such-route' }],
    ['an unsupported method', { method: 'DELETE', path: login.request(owner.account).path }],
    ['a request without a session', profile],
    ['an invalid token', profile, badToken],
    ['a wrong password', login.request({ ...owner.account, password: 'wrong' })],
    ['a body that is not an object', { ...login.request(owner.account), json: 'text' }],
    ['a path in bad UTF-8', { method: 'GET', path: '/%ff%fe' }],
    ...(read ? ([['an unknown record', read.request(unknown), owner.session]] as Step[]) : []),
    ...(read ? ([['SQL in an id', read.request(quoted), owner.session]] as Step[]) : []),
    ...(quotedUpdate ? ([['SQL in an update', quotedUpdate, owner.session]] as Step[]) : []),
    ...(operations.invalidRecord
      ? ([
          ['an invalid record', operations.invalidRecord.request(company), owner.session],
        ] as Step[])
      : []),
    ...(create
      ? ([['a body of the wrong type', { ...create, json: [[]] }, owner.session]] as Step[])
      : []),
  ]
}

/** What only an administrator is told: error messages are often kinder to them. */
async function administratorErrors(target: Target, running: RunningTarget, world: World) {
  const { createAccount } = target.config.operations ?? {}
  if (!createAccount) return []
  const session = await running.login(await target.admin())
  const spec = createAccount.request(target.newAccount('mistyped'))
  const again = createAccount.request(world.owner.account)
  const steps: Step[] = [
    ['an account that exists', again, session],
    ['an account of the wrong type', { ...spec, json: [[]] }, session],
  ]
  return steps
}

/** Writes that an owner sends, as far as the contract has them; the deletion last. */
function writes({ operations = {} }: Target['config'], { company, record, owner }: World): Step[] {
  const { createRecord, updateRecord, deleteRecord } = operations
  const create = createRecord?.request(company, 'errors-write')
  const update = updateRecord?.request(record, 'errors-renamed')
  const steps: (Step | undefined)[] = [
    create && ['a write', create, owner.session],
    update && ['an update', update, owner.session],
    deleteRecord && ['a deletion', deleteRecord.request(record), owner.session],
  ]
  return steps.filter((step) => step !== undefined)
}

/** Requests for other things than records: each route may tell its errors in its own way. */
function beside({ operations = {} }: Target['config'], { company, owner }: World): Step[] {
  const { session } = owner
  const { profile, permissions, readCompany, createCompany, changeRole, refresh } = operations
  const ofCompany = company === '' ? undefined : readCompany
  const role = changeRole?.roles.reader ?? ''
  const steps: (Step | undefined)[] = [
    profile && ['a profile', profile.request(), session],
    permissions && ['a permission check', permissions.request(company), session],
    ofCompany && ['a company', ofCompany.request(company), session],
    createCompany && ['a new company', createCompany.request('errors-company'), session],
    changeRole && ['a role', changeRole.request(company, owner.id, role), session],
    refresh && ['a refresh', refresh.request(session)],
  ]
  return steps.filter((step) => step !== undefined)
}

/** What is refused before a route gets to see it. */
async function unreadable(running: RunningTarget, { owner }: World): Promise<Provoked[]> {
  const provoked: Provoked[] = []
  const login = running.operation('login').request(owner.account)
  for (const [what, spec] of unreadableBodies(login)) {
    const outcome = await sendAlone(running, spec)
    if (outcome.ok) provoked.push({ what, reply: outcome, by: running })
  }
  return provoked
}

async function send(running: RunningTarget, steps: readonly Step[]): Promise<Provoked[]> {
  const provoked: Provoked[] = []
  for (const [what, spec, session] of steps) {
    const outcome = await running.tryPatiently(spec, { session })
    if (outcome.ok) provoked.push({ what, reply: outcome, by: running })
  }
  return provoked
}

/** Things that are named by a request and do not exist: databases complain of some of them. */
async function strangeReferences({ config }: Target, running: RunningTarget, world: World) {
  const { changeRole, createRecord } = config.operations ?? {}
  const { owner, company } = world
  const steps: Step[] = []
  if (changeRole) {
    const spec = changeRole.request(company, unknownLike(owner.id), changeRole.roles.reader)
    steps.push(['a role for nobody', spec, await running.roleGiver(owner.session)])
  }
  if (createRecord && company !== '') {
    steps.push([
      'a record of no company',
      createRecord.request(unknownLike(company), 'nowhere'),
      owner.session,
    ])
  }
  return steps
}

/** What every operation answers while one of the tables is away. */
async function withoutEachTable(target: Target, running: RunningTarget, world: World) {
  const { url } = await target.database()
  const member = await makePerson(target, running, 'member')
  const giver = await running.roleGiver(world.owner.session)
  const provoked: Provoked[] = []
  // A record to delete is made before its table goes; who cannot do that has not recovered.
  const prepare = async () => await makeDoomed(running, world).catch(() => undefined)
  await visitLostTables(url, prepare, async (table, doomed) => {
    const cast = { world, member, giver, doomed }
    for (const { what, reply } of await send(running, everyOperation(running, cast))) {
      provoked.push({ what: `${what} without ${table}`, reply, by: running })
    }
  })
  return provoked
}

/**
 * Removes first the table that is read, then the whole database. Reads, writes and what only an
 * administrator may do are often handled in different places.
 */
async function serverErrors(target: Target, running: RunningTarget, before: World) {
  const world = { ...before, owner: await loggedIn(running, before.owner) }
  const database = await target.database()
  const read = running.operation('readRecord')
  const { session, account } = world.owner
  const step: Step = ['a read', running.readOf(world.record), session]
  await loseTable(database.url, read.table)
  const lost = await send(running, [step, ...writes(target.config, world)])
  const administrator = await administratorErrors(target, running, world)
  await database.drop()
  const login: Step = ['a login', running.operation('login').request(account)]
  const others = [...beside(target.config, world), ...writes(target.config, world)]
  const away = await send(running, [step, login, ...administrator, ...others])
  return [
    ...lost.map(({ what, ...rest }) => ({ what: `${what} without its table`, ...rest })),
    ...away.map(({ what, ...rest }) => ({ what: `${what} without a database`, ...rest })),
  ]
}

/** Longer than this no request may wait for a Redis that is away. */
const patienceMs = 5_000

/** What every operation answers while Redis is away; one that hangs is for other claims. */
async function redisErrors(place: { target: Target; stack: StackClient }): Promise<Provoked[]> {
  const provoked: Provoked[] = []
  await visitWithoutRedis(place, async (running, steps) => {
    for (const [what, spec, session] of steps) {
      const outcome = await running.try(spec, { session, timeoutMs: patienceMs })
      if (!outcome.ok) continue
      provoked.push({ what: `${what} without Redis`, reply: outcome, by: running })
    }
  })
  return provoked
}

check(
  'http.errors-say-nothing',
  async ({ target, stack, evidence, expect }) => {
    const running = await target.start(await withMailServer(target)).ready()
    const world = await makeWorld(target, running)
    const mistakes = await send(running, [
      ...clientErrors(target, running, world),
      ...(await strangeReferences(target, running, world)),
      ...(await administratorErrors(target, running, world)),
    ])
    const all = [
      ...mistakes,
      ...(await unreadable(running, world)),
      ...(await redisErrors({ target, stack })),
      ...(await withoutEachTable(target, running, world)),
      ...(await serverErrors(target, running, world)),
    ]
    // An answer of a rate limit is an error, too, but not the one that was provoked.
    const limited = all.filter(({ reply }) => reply.status === tooManyRequests)
    const errors = all.filter(({ reply }) => reply.status >= 400)
    for (const { what, reply } of errors) {
      const leaks = leaksOf(reply.text, reply.headers, reply.status)
      evidence.observe('error', {
        what,
        status: reply.status,
        body: reply.text.slice(0, 300),
        leaks,
      })
    }
    expect.soft(told(errors), 'details of the backend in error responses').toEqual([])
    evidence.floor('error', 5)

    // A user who reports one of these needs an id by which it can be found.
    const internal = errors.filter(({ reply }) => reply.status >= 500)
    if (internal.length === 0) throw inconclusive('no request was answered with a 5xx')
    const replies = errors.map(({ reply }) => reply)
    const places = new Set<string>()
    const loggedId = async ({ reply, by }: Provoked) => {
      const others = replies.filter((each) => each !== reply)
      const isLogged = async () => idOf(reply, others, by.output)
      const question = 'the log to contain the id of the response'
      const options = { timeoutMs: 2_000, intervalMs: 50 }
      return await waitFor(question, isLogged, options).catch(ifTimedOut(() => undefined))
    }
    // At once: where no error has an id, each would wait for the whole time.
    const ids = await Promise.all(internal.map(loggedId))
    for (const [at, { what, reply }] of internal.entries()) {
      const id = ids[at]
      evidence.observe('id', { what, status: reply.status, id: id ?? null })
      for (const place of id === undefined ? [] : placesOf(id, reply)) places.add(place)
    }
    evidence.floor('id', 1)
    const nameless = internal.filter((_, at) => ids[at] === undefined)
    const read = { spec: running.readOf(world.record), session: world.owner.session }
    const byEdge = nameless.length > 0 && (await isNamedByEdge(target, running, read))
    if (byEdge) evidence.observe('id of the edge', { errors: nameless.length })
    const unnamed = byEdge ? [] : nameless
    const which = unnamed.length === 0 ? '' : `: ${someOf(unnamed)}`
    const what = `5xx responses, of ${internal.length}, without an id that the log has${which}`
    expect.soft(unnamed.length, what).toBe(0)
    const lacking = withoutAnyId(errors, places)
    evidence.observe('place of ids', { places: [...places], lacking })
    expect.soft(lacking, 'errors without an id, while others in the same form have one').toEqual([])
    if (limited.length > 0) {
      const whats = limited.map(({ what }) => what).join(', ')
      throw inconclusive(
        `a rate limit answered with 429: ${whats}; lift it for the trial with "rateLimits.lifted"`,
      )
    }
  },
  { judgesLimits: true },
)
