/** Goal: of a backend with few operations all that it has is tried. */
import { expect, test } from 'vitest'
import type { Operations, Reply, RequestSpec } from '#gate/contract/contract.ts'
import { defaultStatuses } from '#gate/contract/statuses.ts'
import { unverified } from '#gate/errors.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { Parts } from './parts.ts'
import { tryRecords } from './records.ts'
import { trySessions } from './sessions.ts'
import type { People, Step } from './step.ts'

const get: RequestSpec = { method: 'GET', path: '/' }
const session = { headers: { cookie: 'sid=1' } }
const person = {
  account: { name: 'a', email: 'a@example.com', password: 'p' },
  id: '1',
  session,
}
const people: People = { owner: person, member: person, outsider: person }

const few = {
  login: { request: () => get, result: () => session },
  profile: { request: () => get, result: () => 'a' },
  createRecord: { request: () => get, result: () => '7' },
  readRecord: { request: () => get, result: () => 'name', table: 'records' },
} satisfies Partial<Operations>

function runningWith(operations: Partial<Operations>): RunningTarget {
  const operation = (name: keyof Operations) => {
    if (operations[name]) return operations[name]
    throw unverified({ missing: [`operations.${name}`] })
  }
  const config = { operations }
  return { config, statuses: defaultStatuses, operation } as unknown as RunningTarget
}

/** What is asked, and what was lacking. */
async function tried(operations: Partial<Operations>) {
  const asked: string[] = []
  const ask = async ({ what }: Step): Promise<Reply> => {
    asked.push(what)
    return { status: 200, text: '', headers: {}, json: undefined }
  }
  const running = runningWith(operations)
  const parts = new Parts(running.config)
  await tryRecords(parts, { ask, running, people }, { id: '', name: 'Works' })
  await trySessions(parts, ask, running, person)
  return { asked, lacking: parts.lacking?.message }
}

test('records are read, and sessions are tried, where nothing is updated', async () => {
  const { asked, lacking } = await tried(few)
  expect(asked).toEqual([
    'create a record',
    'create the same record again over a slow line',
    'create a record without a session',
    'read the record',
    'read the record without a session',
    'read an unknown record',
    'log in',
    'log in with a wrong password',
    'log in to an account that does not exist',
    'own profile',
    'profile without a session',
  ])
  expect(lacking).toBe('target config is missing "operations.invalidRecord"')
})

test('a deletion is tried without an update', async () => {
  const deleteRecord = { request: () => get }
  const { asked } = await tried({ ...few, deleteRecord })
  expect(asked).toContain('read the record after its deletion')
})

test('a record that is private is kept from another user', async () => {
  const createAccount = { request: () => get, result: () => '2' }
  const readRecord = { ...few.readRecord, private: true }
  const { asked } = await tried({ ...few, createAccount, readRecord })
  expect(asked.filter((what) => what.includes('another user'))).toEqual([
    'read the record of another user',
    'read the record after another user tried to delete it',
  ])
  const { lacking } = await tried({ ...few, invalidRecord: few.createRecord, readRecord })
  expect(lacking).toBe('target config is missing "operations.updateRecord"')
})

test('without records sessions are tried', async () => {
  const { login, profile } = few
  const { asked } = await tried({ login, profile, logout: { request: () => get } })
  expect(asked.slice(-2)).toEqual(['log out', 'profile after log out'])
})
