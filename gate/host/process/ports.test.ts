import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { conflictPorts, ephemeralRange, freePort, isPortConflict } from './ports.ts'

test('ports are distinct and outside the range of outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, freePort))
  const { low, high } = ephemeralRange()
  expect(new Set(ports).size).toBe(200)
  expect(ports.filter((port) => port >= low && port <= high)).toEqual([])
})

test('a free port can be listened on, and a second listener gets an error of its own', async () => {
  const port = await freePort()
  const first = createServer().listen(port, '127.0.0.1')
  await once(first, 'listening')
  const second = createServer().listen(port, '127.0.0.1')
  const [error] = (await once(second, 'error')) as [Error]
  expect(isPortConflict(error.message)).toBe(true)
  first.close()
})

test.each([
  'could not bind IPv4 address "127.0.0.1": Address already in use',
  'Warning: Could not create server TCP listening socket: bind: Address already in use',
  'Bind for 0.0.0.0:5432 failed: port is already allocated',
])('is a conflict: %s', (text) => expect(isPortConflict(text)).toBe(true))

test('another failure is no conflict', () => {
  expect(isPortConflict('could not bind: Permission denied')).toBe(false)
})

test.each([
  ['{"time":"2026-11-28T16:37:28Z","pid":777,"msg":"bind :4434: address already in use"}', 4434],
  ['Error: listen EADDRINUSE: address already in use :::3001', 3001],
  ["[Errno 98] bind on address ('127.0.0.1', 9090): address already in use", 9090],
  ['{"code":"EADDRINUSE","syscall":"listen","address":"127.0.0.1","port":9464}', 9464],
])('names the port: %s', (line, port) => {
  expect(conflictPorts(`16:37:28 starts on :8080\n${line}\n`)).toEqual([port])
})
