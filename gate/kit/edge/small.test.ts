import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from '#gate/host/process/ports.ts'
import { openAuthority } from './certificates.ts'
import { below, judgeCertificate } from './installed.ts'
import { openNames } from './name-server.ts'
import { servingWorkers } from './reload.ts'
import { openSilence } from './silence.ts'
import { servesName } from './sites.ts'

test('the DNS answers what it was told last, name by name', async () => {
  const names = await openNames(['127.0.0.21'])
  const { host, port } = names.address
  const resolver = new Resolver({ timeout: 5_000, tries: 2 })
  resolver.setServers([`${host}:${port}`])
  expect(await resolver.resolve4('backend')).toEqual(['127.0.0.21'])
  await names.set(['127.0.0.22', '127.0.0.23'], 'Green')
  expect((await resolver.resolve4('green')).sort()).toEqual(['127.0.0.22', '127.0.0.23'])
  expect(await resolver.resolve4('green', { ttl: true })).toContainEqual({
    address: '127.0.0.22',
    ttl: 600,
  })
  await names.set([])
  await expect(resolver.resolve4('backend')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  await expect(resolver.resolve6('green')).rejects.toMatchObject({ code: 'ENODATA' })
  expect(await names.asked()).toBe(5)
  await names.close()
})

test('workers serve from their start until they are told to end', () => {
  const log = (lines: string[]) =>
    lines.map((line) => `2026/01/01 00:00:00 [notice] ${line}\n`).join('')
  const first = ['1#1: start worker process 7', '1#1: start worker process 8']
  expect([...servingWorkers(log(first))]).toEqual(['7', '8'])
  const second = [...first, '1#1: start worker process 9', '7#7: gracefully shutting down']
  expect([...servingWorkers(log(second))]).toEqual(['8', '9'])
  expect([...servingWorkers(log([...second, '7#7: exiting', '8#8: exiting']))]).toEqual(['9'])
})

test('a certificate is judged by key, name, chain and days', async () => {
  const authority = await openAuthority()
  const one = await authority.issue(['a.example'], 'ec')
  const other = await authority.issue(['a.example'], 'rsa')
  expect(judgeCertificate(one.chain, one.key, 'a.example')).toMatchObject({
    matchesKey: true,
    coversName: true,
    isChain: true,
    certificates: 2,
    daysLeft: 89,
  })
  expect(judgeCertificate(one.chain, other.key, 'b.example')).toMatchObject({
    matchesKey: false,
    coversName: false,
  })
  const upsideDown = `${authority.intermediate}\n${one.leaf}`
  expect(judgeCertificate(upsideDown, one.key, 'a.example')).toMatchObject({ isChain: false })
  expect(() => judgeCertificate('', one.key, 'a.example')).toThrow('no certificate')
})

test('paths below a folder', () => {
  expect(below('/etc/nginx/ssl', '/etc/nginx/ssl/live/a.pem')).toBe('live/a.pem')
  expect(below('/etc/nginx/ssl', '/etc/nginx/ssl-other/a.pem')).toBeUndefined()
})

test('a silent port takes no connection, and answers again afterwards', async () => {
  const address = { host: '127.0.0.24', port: await freePort() }
  const silence = await openSilence(address)
  const socket = connect(address)
  socket.on('error', () => {})
  const connected = once(socket, 'connect', { signal: AbortSignal.timeout(500) })
  await expect(connected).rejects.toMatchObject({ name: 'AbortError' })
  socket.destroy()
  await silence.end()
  const server = createServer().listen(address.port, address.host)
  await once(server, 'listening')
  server.close()
})

test.each<[name: string, host: string, isServed: boolean]>([
  ['api.example.com', 'API.example.com', true],
  ['api.example.com', 'www.example.com', false],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['.example.com', 'example.com', true],
  ['.example.com', 'notexample.com', false],
  ['www.example.*', 'www.example.org', true],
  ['www.example.*', 'www.example', false],
  ['~^(?P<tenant>[a-z]+)\\.app\\.io$', 'Acme.app.io', true],
  ['~^(?<tenant>[a-z]+)\\.app\\.io$', 'a.b.app.io', false],
  ['~(?|a|b)', 'anything', true],
  ['_', 'api.example.com', false],
])('server_name %s and %s: %s', (name, host, isServed) => {
  expect(servesName(name, host)).toBe(isServed)
})
