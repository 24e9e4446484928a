/** Goal: of a login by form and a session in a cookie, what the session is worth is judged. */
import { describe, expect, test } from 'vitest'
import type { Operations, Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import { cookiesAfter } from '#gate/contract/set-cookies.ts'
import { defaultStatuses } from '#gate/contract/statuses.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { sendAfterSteps } from '#gate/contract/wire.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { Parts } from './parts.ts'
import { trySessions } from './sessions.ts'
import type { Step } from './step.ts'

const yaml = `name: pages
launch: { url: http://127.0.0.1:1 }
operations:
  login:
    post: /login
    form: { email: "{email}", password: "{password}" }
    session: { cookies: all }
  profile: { get: /me, result: $.email }
  logout: { post: /logout }
`
const account = { name: 'a', email: 'a@example.com', password: 'p' }
const person = { account, id: '1', session: { headers: {} } }

interface Ways {
  /** The status of a login that fails: the form again, or a way back to it. */
  failed?: number
  /** The same for an account that does not exist, if it is another one. */
  unknown?: number
  /** Whether a login that fails makes a session that is good. */
  letsAnybodyIn?: boolean
  /** What somebody without a session gets who asks for the profile. */
  guest?: { status: number; json?: unknown }
  /** What a logout does. */
  logout?: 'ends the session' | 'takes the cookie' | 'nothing'
}

/** A backend that answers with pages and keeps sessions; the cookie is the number of one. */
function backend({
  failed = 200,
  unknown = failed,
  letsAnybodyIn = false,
  guest = { status: 401 },
  logout = 'ends the session',
}: Ways) {
  const sessions = new Map<string, boolean>()
  return (spec: RequestSpec, session: Session | undefined): Reply => {
    const cookie = session?.headers.cookie ?? spec.headers?.cookie ?? ''
    const sid = /sid=(\d+)/.exec(cookie)?.[1] ?? ''
    const reply = (status: number, cookie?: string): Reply => {
      const headers = cookie === undefined ? {} : { 'set-cookie': [cookie] }
      const cookies = cookiesAfter(session?.headers.cookie, { headers })
      return { status, text: '', headers, json: { email: account.email }, cookies }
    }
    if (spec.path === '/page') return reply(200)
    if (spec.path === '/key') return reply(sessions.get(sid) ? 200 : failed, `sid=${sid}`)
    if (spec.path === '/me')
      return sessions.get(sid) ? reply(200) : { ...reply(0), json: undefined, ...guest }
    if (spec.path === '/logout') {
      if (logout === 'ends the session') sessions.delete(sid)
      return reply(302, logout === 'takes the cookie' ? 'sid=; Max-Age=0' : undefined)
    }
    const isRight = spec.form?.password === account.password && spec.form.email === account.email
    const made = String(sessions.size + 1)
    sessions.set(made, isRight || letsAnybodyIn)
    const refused = spec.form?.email === account.email ? failed : unknown
    return reply(isRight ? 302 : refused, `sid=${made}`)
  }
}

/** What was answered with a status that is not right. */
async function wrong(ways: Ways, text = yaml): Promise<string[]> {
  const read = readData(text)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const config = compileTarget(read.data) as TargetConfig
  const operation = (name: keyof Operations) => config.operations?.[name]
  const running = { config, statuses: defaultStatuses, operation } as unknown as RunningTarget
  const answer = backend(ways)
  const found: string[] = []
  const ask = async ({ what, spec, session, right: allowed }: Step): Promise<Reply> => {
    const reply = await sendAfterSteps(spec, async (each) => answer(each, session))
    const right = typeof allowed === 'function' ? allowed(reply) : allowed
    if (!right.includes(reply.status)) found.push(`${what}: ${reply.status}`)
    return reply
  }
  await trySessions(new Parts({}), ask, running, person)
  return found
}

describe('a guest who asks for the profile', () => {
  test.each([
    { status: 401 },
    { status: 200, json: { email: null } },
    { status: 200, json: { email: '' } },
    { status: 200, json: { version: 1 } },
    { status: 200 },
  ])('is told of nobody with %j', async (guest) => {
    expect(await wrong({ guest })).toEqual([])
  })

  test('is told of somebody', async () => {
    const found = await wrong({ guest: { status: 200, json: { email: account.email } } })
    expect(found).toContain('profile without a session: 200')
    expect(found).toContain('profile after log out: 200')
  })

  test('gets an error', async () => {
    expect(await wrong({ guest: { status: 500 } })).toContain('profile without a session: 500')
  })
})

describe('wrong credentials', () => {
  test.each([400, 401, 403, 422])('may be told with %i', async (failed) => {
    expect(await wrong({ failed })).toEqual([])
  })

  test.each([
    [401, 404],
    [400, 401],
    [422, 400],
  ])('tell who has an account: %i and %i', async (failed, unknown) => {
    const what = 'log in to an account that does not exist'
    expect(await wrong({ failed, unknown })).toEqual([`${what}: ${unknown}`])
  })

  test.each([404, 409, 500])('are no reason for %i', async (failed) => {
    expect(await wrong({ failed })).toContain(`log in with a wrong password: ${failed}`)
  })
})

describe('a form that refuses', () => {
  test.each([200, 302, 401])('with %i', async (failed) => {
    expect(await wrong({ failed })).toEqual([])
  })

  test('with an error is none', async () => {
    expect(await wrong({ failed: 500 })).toHaveLength(2)
  })
})

const withPage = yaml
  .replace('post: /login', 'steps:\n      - { get: /page }\n      - post: /login')
  .replace('    form:', '        form:')
const withKey = yaml
  .replace('post: /login', 'steps:\n      - post: /login')
  .replace('    form:', '        form:')
  .replace('    session: {', '      - { get: /key }\n    session: {')

describe('a login with steps', () => {
  test.each([
    ['a page before it', withPage],
    ['a page after it, which sends strangers elsewhere', withKey],
  ])('%s', async (_, text) => {
    expect(await wrong({ failed: 302 }, text)).toEqual([])
  })
})

test('a form that lets anybody in is found by what the session is worth', async () => {
  expect(await wrong({ letsAnybodyIn: true })).toEqual([
    'profile after: log in with a wrong password: 200',
    'profile after: log in to an account that does not exist: 200',
  ])
})

describe('a logout', () => {
  test('may take the cookie, which is the whole session with some', async () => {
    expect(await wrong({ logout: 'takes the cookie' })).toEqual([])
  })

  test('that does nothing is found', async () => {
    expect(await wrong({ logout: 'nothing' })).toEqual(['profile after log out: 200'])
  })
})
