/** How requests look on the wire. */
import { describe, expect, test } from 'vitest'
import type { Reply, RequestSpec } from './contract.ts'
import { cookiesAfter } from './set-cookies.ts'
import { bodyOf, inSession, sendAfterSteps } from './wire.ts'

const spec: RequestSpec = { method: 'POST', path: '/a' }

describe('a body', () => {
  test('of each kind', () => {
    expect(bodyOf(spec)).toBeUndefined()
    expect(bodyOf({ ...spec, json: [1] })).toEqual({
      content: '[1]',
      contentType: 'application/json',
    })
    expect(bodyOf({ ...spec, form: { 'a b': 'ä&' } })).toEqual({
      content: 'a+b=%C3%A4%26',
      contentType: 'application/x-www-form-urlencoded',
    })
    expect(bodyOf({ ...spec, text: '<a/>' })).toEqual({ content: '<a/>' })
  })

  test('of several parts is read by others', async () => {
    const file = { filename: 'ü.txt', content: 'hällo\r\n', contentType: 'text/plain' }
    const body = bodyOf({ ...spec, multipart: { a: '1', file } })
    const headers = { 'content-type': body?.contentType ?? '' }
    const form = await new Response(body?.content ?? '', { headers }).formData()
    expect(form.get('a')).toBe('1')
    const read = form.get('file') as File
    expect([read.name, read.type, await read.text()]).toEqual(['ü.txt', 'text/plain', 'hällo\r\n'])
  })
})

test('an anonymous request is sent without the session', () => {
  const asked: RequestSpec = { ...spec, anonymous: true }
  expect(inSession(asked, { headers: { x: 'y' }, query: { key: 'k' } })).toBe(asked)
})

test('a session adds its headers, cookies and query', () => {
  const session = { headers: { cookie: 'a=1; b=2', x: 'y' }, query: { key: 'k k' } }
  const asked = { ...spec, path: '/a?b=1', headers: { cookie: 'b=3', x: 'z' } }
  expect(inSession(asked, session)).toEqual({
    method: 'POST',
    path: '/a?b=1&key=k+k',
    headers: { cookie: 'a=1; b=3', x: 'y' },
  })
  expect(inSession(spec, undefined)).toBe(spec)
})

test('cookies are kept from step to step, and lost when they end', async () => {
  const set: Record<string, string[]> = {
    '/1': ['a=1', 'b=2; Path=/; HttpOnly'],
    '/2': ['a=; Max-Age=0', 'c=3=; Expires=Wed, 21 Oct 2099 07:28:00 GMT'],
  }
  const sent: (string | undefined)[] = []
  const exchange = async ({ path, headers }: RequestSpec): Promise<Reply> => {
    sent.push(headers?.cookie)
    const reply = { headers: { 'set-cookie': set[path] ?? [] } }
    const cookies = cookiesAfter(headers?.cookie, reply)
    return { status: 200, text: '', json: undefined, ...reply, cookies }
  }
  const before: RequestSpec['before'] = async (send, last) => {
    await send({ method: 'GET', path: '/1' })
    await send({ method: 'GET', path: '/2' })
    return { ...last, saved: { x: 'y' } }
  }
  const reply = await sendAfterSteps({ ...spec, before }, exchange)
  expect(sent).toEqual([undefined, 'a=1; b=2', 'b=2; c=3='])
  expect(reply).toMatchObject({ cookies: { b: '2', c: '3=' }, saved: { x: 'y' } })
})
