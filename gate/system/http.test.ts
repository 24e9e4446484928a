/** Goal: whatever answers, a request ends in time, reads no more than it should, and says why. */
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { HttpClient } from './http.ts'
import { hostileAnswers } from './testing/hostile-answers.mjs'

/** Of answers that end by themselves, and of those that never do. */
const [longMs, shortMs] = [20_000, 500]
/** What is on its way when the client goes. */
const mostBytes = 64 * 1024 * 1024

/** A server of one answer, and the bytes that it got rid of. */
async function serverOf(name: string) {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', () => hostileAnswers[name]?.(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const written = () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0)
  return { url: `http://127.0.0.1:${port}`, sockets, written }
}

async function ask(name: string, timeoutMs = longMs) {
  const server = await serverOf(name)
  const client = new HttpClient(server.url)
  const outcome = await client.try({ method: 'GET', path: '/health' }, { timeoutMs })
  await client.close()
  return { outcome, server }
}

test.for(['slow headers', 'a body by the letter, without an end'])(
  '%s: no answer in time',
  async (name) => {
    const { outcome, server } = await ask(name, shortMs)
    expect(outcome).toMatchObject({ ok: false, error: 'TimeoutError' })
    expect(outcome.ms).toBeLessThan(longMs)
    expect(server.sockets).toHaveLength(1)
  },
)

test.for([
  ['a body without an end', /^the body is longer than 4 MiB$/],
  ['headers without an end', /^UND_ERR_HEADERS_OVERFLOW$/],
  ['a reset in the middle of the body', /^(UND_ERR_SOCKET|ECONNRESET)$/],
  ['no HTTP at all', /^Response does not match the HTTP/],
] as const)('%s: no answer', async ([name, error]) => {
  const { outcome, server } = await ask(name)
  expect(outcome).toMatchObject({ ok: false, error: expect.stringMatching(error) })
  expect(server.written()).toBeLessThan(mostBytes)
  expect(server.sockets).toHaveLength(1)
})

test('a redirect is an answer: it is not followed', async () => {
  const { outcome, server } = await ask('a redirect to itself')
  expect(outcome).toMatchObject({ ok: true, status: 302 })
  expect(server.sockets).toHaveLength(1)
})

test('a bomb stays packed', async () => {
  const { outcome } = await ask('a bomb of gzip')
  expect(outcome).toMatchObject({ ok: true, status: 200, json: undefined })
  expect(outcome.ok && outcome.text.length).toBeLessThan(1024 * 1024)
})

test('an error inside is what the answer has in it', async () => {
  const { outcome } = await ask('200 with an error inside')
  expect(outcome).toMatchObject({ status: 200, json: { error: 'the database is down' } })
})

test('over a slow line a body comes in parts, with its length', async () => {
  const parts: string[] = []
  const server = createHttpServer((request, response) => {
    request.setEncoding('utf8')
    request.on('data', (part: string) => parts.push(part))
    request.on('end', () => response.end(request.headers['content-length']))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
  })
  const client = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const spec = { method: 'POST' as const, path: '/', json: { name: 'éa' } }
  const outcome = await client.try(spec, { slowly: true })
  await client.close()
  expect(outcome).toMatchObject({ ok: true, text: '14' })
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.join('')).toBe('{"name":"éa"}')
})
