/** Errors of every kind: an id to search by, and nothing of how the backend is made. */

import type { Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { loseTable } from '#gate/kit/traffic/canaries.ts'
import { check } from '#gate/run/check.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
import { leaksOf, possibleIds } from './leaks.ts'

interface Provoked {
  what: string
  reply: Reply
}

type Step = [what: string, spec: RequestSpec, session?: Session]

/** Mistakes that clients make. */
function clientErrors(target: Target, running: RunningTarget, world: World): Step[] {
  const { operations = {} } = target.config
  const { owner, company, record } = world
  const login = running.operation('login')
  const profile = running.operation('profile').request()
  const unknown = { ...record, id: '999999999' }
  const quoted = { ...record, id: "1'%20or%20'1'='1" }
  const read = operations.readRecord
  const spoilt = { headers: { authorization: 'Bearer spoilt' } }
  const create = operations.createRecord?.request(company, 'named twice')
  return [
    ['no such route', { method: 'GET', path: '/preflight-no-such-route' }],
    ['no such method', { method: 'DELETE', path: login.request(owner.account).path }],
    ['nobody', profile],
    ['a spoilt token', profile, spoilt],
    ['a wrong password', login.request({ ...owner.account, password: 'wrong' })],
    ['no JSON object', { ...login.request(owner.account), json: 'text' }],
    ['a path that is none', { method: 'GET', path: '/%ff%fe' }],
    ...(read ? ([['an unknown record', read.request(unknown), owner.session]] as Step[]) : []),
    ...(read ? ([['SQL for an id', read.request(quoted), owner.session]] as Step[]) : []),
    ...(operations.invalidRecord
      ? ([
          ['an invalid record', operations.invalidRecord.request(company), owner.session],
        ] as Step[])
      : []),
    ...(create
      ? ([['a body of another kind', { ...create, json: [[]] }, owner.session]] as Step[])
      : []),
  ]
}

async function send(running: RunningTarget, steps: readonly Step[]): Promise<Provoked[]> {
  const provoked: Provoked[] = []
  for (const [what, spec, session] of steps) {
    const outcome = await running.try(spec, { session })
    if (outcome.ok) provoked.push({ what, reply: outcome })
  }
  return provoked
}

/** Takes away first the table that is read, then the whole database. */
async function serverErrors(target: Target, running: RunningTarget, world: World) {
  const database = await target.database()
  const read = running.operation('readRecord')
  const { session, account } = world.owner
  const step: Step = ['a read', read.request(world.record), session]
  await loseTable(database.url, read.table)
  const [lost] = await send(running, [step])
  await database.drop()
  const away = await send(running, [
    step,
    ['a log-in', running.operation('login').request(account)],
  ])
  const named = away.map(({ what, reply }) => ({ what: `${what} without a database`, reply }))
  return [...(lost ? [{ ...lost, what: 'a read without its table' }] : []), ...named]
}

/** The id of an answer that no other answer has and that the log knows. */
function idOf(reply: Reply, others: readonly Reply[], log: string): string | undefined {
  const taken = new Set(others.flatMap(({ json, headers }) => possibleIds(json, headers)))
  return possibleIds(reply.json, reply.headers).find((id) => !taken.has(id) && log.includes(id))
}

check('http.errors-say-nothing', async ({ target, evidence, expect }) => {
  const running = await target.start().ready()
  const world = await makeWorld(target, running)
  const mistakes = await send(running, clientErrors(target, running, world))
  const all = [...mistakes, ...(await serverErrors(target, running, world))]
  const errors = all.filter(({ reply }) => reply.status >= 400)
  for (const { what, reply } of errors) {
    const leaks = leaksOf(reply.text, reply.headers)
    evidence.observe('error', { what, status: reply.status, body: reply.text.slice(0, 300), leaks })
    const told = leaks.map(({ kind, text }) => `${kind}: ${text}`)
    expect.soft(told, `what the answer to ${what} (${reply.status}) gives away`).toEqual([])
  }
  evidence.floor('error', 5)

  // Who reports one of these needs a word by which it can be found.
  const inside = errors.filter(({ reply }) => reply.status >= 500)
  if (inside.length === 0) throw inconclusive('no error came from inside')
  const replies = errors.map(({ reply }) => reply)
  for (const { what, reply } of inside) {
    const others = replies.filter((each) => each !== reply)
    const known = async () => idOf(reply, others, running.output)
    const options = { timeoutMs: 2_000, intervalMs: 50 }
    const id = await waitFor('the log has the id', known, options).catch(() => undefined)
    evidence.observe('id', { what, status: reply.status, id: id ?? null })
    expect
      .soft(id, `an id in the answer to ${what} (${reply.status}) that the log has`)
      .toBeDefined()
  }
  evidence.floor('id', 1)
})
