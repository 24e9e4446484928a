/** Goal: an open registration is enough to log in, and stands for no administrator. */
import { expect, test } from 'vitest'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { administrator, hasFirstAccount, registersItself } from './registration.ts'

const open = "createAccount: { post: /users, json: { n: '{name}' }, anonymous: true, result: $.id }"
const closed = open.replace('anonymous: true, ', '')
const login = "login: { post: /login, json: { n: '{name}' }, session: { cookies: all } }"
const started = 'launch: { command: node main.js, port: PORT }'

function configOf(lines: readonly string[], operations: readonly string[]): TargetConfig {
  const text = ['name: x', ...lines, 'operations:', ...operations.map((each) => `  ${each}`), '']
  const read = readData(text.join('\n'))
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return compileTarget(read.data) as TargetConfig
}

test('an anonymous registration makes the first account', async () => {
  const config = configOf([started], [open, login])
  expect(registersItself(config)).toBe(true)
  expect(hasFirstAccount(config)).toBe(true)
  const known = { config, admin: async () => ({ name: 'a', email: 'a@example.com', password: '' }) }
  await expect(administrator(known)).rejects.toThrow('"admin" or "commands.createAdmin"')
})

test('a company that its owner rules needs no administrator', () => {
  const company = 'createCompany: { post: /companies, result: $.id }'
  const role = 'changeRole: { put: /roles, roles: { writer: a, reader: b } }'
  expect(registersItself(configOf([started], [open, login, company, role]))).toBe(true)
})

test.each([
  ['the registration wants a session', [started], [closed, login]],
  ['nobody logs in', [started], [open]],
  ['it runs already', ['launch: { url: http://127.0.0.1:1 }'], [open, login]],
  ['a command makes one', [started, 'commands: { createAdmin: node a.js }'], [open, login]],
  [
    'one is there',
    [started, 'admin: { name: a, email: a@example.com, password: a }'],
    [open, login],
  ],
  [
    'an endpoint is for an administrator',
    [started, 'endpoints: { metrics: { path: /m, session: admin } }'],
    [open, login],
  ],
  [
    'an administrator clears the cache',
    [started],
    [open, login, "invalidate: { delete: '/cache/{userId}' }"],
  ],
  [
    'an administrator gives roles',
    [started],
    [open, login, 'changeRole: { put: /roles, roles: { writer: a, reader: b } }'],
  ],
])('nobody is registered if %s', (_, lines, operations) => {
  expect(registersItself(configOf(lines, operations))).toBe(false)
})
