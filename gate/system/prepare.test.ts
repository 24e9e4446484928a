/** Goal: whoever makes the first account may ask the backend that runs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineTarget, type TargetConfig } from '#gate/contract/contract.ts'
import type { LoadedTarget } from './load-target.ts'
import { type PrepareStack, prepareTarget } from './prepare.ts'

/** Keeps the name of who is registered. */
const server = `
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
createServer((request, response) => {
  if (request.url === '/refused') return response.writeHead(403).end('no')
  if (request.method === 'POST') writeFileSync('admin.txt', request.url.slice(1))
  response.end()
}).listen(Number(process.env.PORT), '127.0.0.1')
`
const register = `
const url = 'http://127.0.0.1:' + process.env.PORT + '/' + process.argv[2]
await fetch(url, { method: 'POST' })
`

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-prepare-'))
  writeFileSync(join(folder, 'server.mjs'), server)
  writeFileSync(join(folder, 'register.mjs'), register)
})
afterEach(() => rmSync(folder, { recursive: true }))

const command = process.execPath

async function preparedOf(how: Pick<TargetConfig, 'commands' | 'operations'>) {
  const config = defineTarget({
    name: 'asked',
    launch: { kind: 'command', command, args: ['server.mjs'], port: 'PORT' },
    ...how,
  })
  const loaded = { config, folder, file: join(folder, 'x.yaml') } as LoadedTarget
  const labels = { runId: 'prepare', owner: 'test', scratchDir: folder }
  return await prepareTarget(loaded, {} as PrepareStack, labels)
}

async function prepared(running: boolean) {
  return await preparedOf({
    commands: { createAdmin: ({ name }) => ({ command, args: ['register.mjs', name], running }) },
  })
}

/** A backend where everybody may register at this path. */
const registration = (path: (name: string) => string): NonNullable<TargetConfig['operations']> => ({
  createAccount: {
    request: ({ name }) => ({ method: 'POST', path: path(name), anonymous: true }),
    result: () => 'id',
  },
  login: {
    request: () => ({ method: 'POST', path: '/' }),
    result: () => ({ headers: {} }),
  },
})

test('the first account registers where everybody may', async () => {
  const { admin } = await preparedOf({ operations: registration((name) => `/${name}`) })
  expect(readFileSync(join(folder, 'admin.txt'), 'utf8')).toBe(admin?.name)
})

test('a registration that is refused is named', async () => {
  const refused = preparedOf({ operations: registration(() => '/refused') })
  await expect(refused).rejects.toThrow('nobody could register: POST /refused answered 403: no')
})

test('the backend runs while it is asked', async () => {
  const { admin } = await prepared(true)
  expect(readFileSync(join(folder, 'admin.txt'), 'utf8')).toBe(admin?.name)
})

test('otherwise nothing is started for it', async () => {
  await expect(prepared(false)).rejects.toThrow('register.mjs')
})
