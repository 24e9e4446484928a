/** Goal: what comes before a request is sent first, and gives the request what it lacks. */
import { describe, expect, test } from 'vitest'
import type { Reply, RequestSpec, Send, TargetConfig } from '../../contract.ts'
import { readData } from '../read-data.ts'
import { compileTarget } from './compile.ts'

const start = 'name: x\nlaunch: { command: node main.js, port: PORT }\n'

function configOf(lines: string): TargetConfig {
  const read = readData(start + lines)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return compileTarget(read.data) as TargetConfig
}

function replyOf(json: unknown, more: Partial<Reply> = {}): Reply {
  return { status: 200, headers: {}, text: JSON.stringify(json), json, ...more }
}

describe('steps', () => {
  const { operations } = configOf(`operations:
  login:
    steps:
      - { get: /a, save: { one: $.one } }
      - { get: '/b/{one}', save: { two: { header: x-two } } }
      - { post: '/c?t={two}', json: { name: '{name}', n: '{one|number}' }, headers: { x: '{two}' } }
    session: { headers: { x: '{two}' } }
`)
  const account = { name: 'n', email: 'e', password: 'p' }
  const answers: Record<string, Reply> = {
    '/a': replyOf({ one: 'a b' }),
    '/b/a%20b': replyOf({}, { headers: { 'x-two': '$&' } }),
  }
  const send: Send = async ({ path }) => answers[path] ?? replyOf({}, { status: 404 })

  test('each is sent with what the ones before it saved', async () => {
    const spec = operations?.login?.request(account)
    const { before, ...last } = spec as RequestSpec
    const completed = await before?.(send, { ...last, json: { name: 'changed', other: '{one}' } })
    expect(completed).toEqual({
      method: 'POST',
      path: '/c?t=%24%26',
      json: { name: 'changed', other: 'a b' },
      headers: { x: '$&' },
      saved: { one: 'a b', two: '$&' },
    })
    const reply = replyOf({}, completed?.saved ? { saved: completed.saved } : {})
    expect(operations?.login?.result(reply)).toEqual({ headers: { x: '$&' } })
  })

  test('are anonymous one by one', async () => {
    const steps = `[{ get: /a, save: { one: $.one }, anonymous: true }, { post: '/c?t={one}' }]`
    const { operations } = configOf(`operations: { createAccount: { steps: ${steps}, result: $ } }`)
    const sent: RequestSpec[] = []
    const spec = operations?.createAccount?.request(account)
    const last = await spec?.before?.(async (step) => {
      sent.push(step)
      return await send(step)
    }, spec)
    expect([...sent, last].map((each) => each?.anonymous)).toEqual([true, undefined])
  })

  test('one that is refused is named', async () => {
    const spec = operations?.login?.request(account) as RequestSpec
    const refuse: Send = async () => replyOf({}, { status: 503 })
    await expect(spec.before?.(refuse, spec)).rejects.toThrow(
      'operations.login: GET /a answered 503',
    )
  })

  test('one that is refused is told with what the answer says', async () => {
    const spec = operations?.login?.request(account) as RequestSpec
    const text = '<!DOCTYPE html><title>Forbidden</title><h1>CSRF check failed.</h1>'
    await expect(
      spec.before?.(async () => replyOf({}, { status: 403, text }), spec),
    ).rejects.toThrow('GET /a answered 403 Forbidden: CSRF check failed.')
  })

  test('what one saves may be found by what the request and earlier steps name', async () => {
    const { operations } = configOf(`operations:
  changeRole:
    steps:
      - { get: /teams, save: { team: "$[?@.name == {role}].id" } }
      - get: /members
        save:
          old: { json: "$[?@.user == {userId} && @.team == {team}].id", otherwise: none }
      - { put: '/members/{old}/{team}' }
    roles: { writer: editor, reader: viewer }
`)
    const teams = [
      { name: 'viewer', id: 3 },
      { name: 'editor', id: 4 },
    ]
    const members = [
      { user: 7, team: 4, id: 8 },
      { user: 'u', team: 4, id: 9 },
    ]
    const send: Send = async ({ path }) => replyOf(path === '/teams' ? teams : members)
    const pathFor = async (userId: string, role: string) => {
      const spec = operations?.changeRole?.request('', userId, role) as RequestSpec
      return (await spec.before?.(send, spec))?.path
    }
    expect(await pathFor('7', 'editor')).toBe('/members/8/4')
    expect(await pathFor('u', 'editor')).toBe('/members/9/4')
    expect(await pathFor('7', 'viewer')).toBe('/members/none/3')
  })

  test('one that is optional may be refused', async () => {
    const leave = '{ delete: /roles/1, optional: true }'
    const { operations } = configOf(`operations:
  changeRole:
    steps: [${leave}, { put: '/roles/{role}' }]
    roles: { writer: editor, reader: viewer }
`)
    const spec = operations?.changeRole?.request('', 'u', 'editor') as RequestSpec
    const refuse: Send = async () => replyOf({}, { status: 404 })
    await expect(spec.before?.(refuse, spec)).resolves.toMatchObject({ path: '/roles/editor' })
  })

  test('one whose answer lacks what is saved is named', async () => {
    const spec = operations?.login?.request(account) as RequestSpec
    await expect(spec.before?.(async () => replyOf({}), spec)).rejects.toThrow(
      'operations.login.steps.0.save.one: the answer (200) has no $.one',
    )
  })

  test('a name that nobody gives is told before anything is sent', () => {
    const steps = "[{ get: /, save: { a: '$[?@.b == {compny}]' } }, { get: '/{a}' }]"
    const read = readData(`${start}operations: { readCompany: { steps: ${steps} } }`)
    const problems = 'problems' in read ? read.problems : []
    expect(problems.join()).toContain('steps.0.save.a: unknown placeholder {compny}, did you mean')
  })
})
