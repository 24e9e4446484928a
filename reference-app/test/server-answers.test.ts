/** Goal: a silent server, a closed port and an unknown host all count as no answer. */

import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { serverAnswers } from '../src/database/server.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(answer?: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('data', () => answer !== undefined && socket.write(answer))
    socket.on('error', () => {})
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `postgresql://app:secret@127.0.0.1:${(server.address() as AddressInfo).port}/app`
}

test('one that answers, with or without TLS, is there', async () => {
  expect(await serverAnswers(await listen('N'), 2_000)).toBe(true)
  expect(await serverAnswers(await listen('S'), 2_000)).toBe(true)
})

test('one that accepts and says nothing is not', async () => {
  expect(await serverAnswers(await listen(), 50)).toBe(false)
})

test('a closed port, and a host that does not exist, are not', async () => {
  const url = await listen('N')
  await new Promise((resolve) => servers.pop()?.close(resolve))
  expect(await serverAnswers(url, 2_000)).toBe(false)
  expect(await serverAnswers('postgresql://db.invalid:5432/app', 2_000)).toBe(false)
  expect(await serverAnswers('postgresql:///app?host=/no/such/folder', 2_000)).toBe(false)
})
