/** Goal: with a single tenant the administrator gives roles, and reads go past a cache. */
import { expect, test } from 'vitest'
import { defineTarget, type Operations } from '#gate/contract/contract.ts'
import { HttpClient } from './http.ts'
import { RunningTarget } from './running.ts'

const admin = { name: 'root', email: 'root@example.com', password: 'a password of root' }
const get = (path: string) => ({ method: 'GET', path }) as const
const changeRole = { roles: { writer: 'w', reader: 'r' }, request: () => get('/role') }
const record = { company: '', id: '7' }
const readRecord = { table: 't', request: () => get('/7'), result: () => '7' }

function running(operations: Operations): RunningTarget {
  const config = defineTarget({
    name: 'x',
    launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
    operations,
  })
  const target = new RunningTarget(
    config,
    new HttpClient('http://127.0.0.1:1'),
    undefined,
    async () => admin,
  )
  target.login = async ({ name }) => ({ headers: { by: name } })
  return target
}

test.each<[who: string, operations: Operations, by: string]>([
  [
    'an owner',
    { changeRole, createCompany: { request: () => get('/'), result: () => '1' } },
    'own',
  ],
  ['the administrator of a single tenant', { changeRole }, 'root'],
  ['whoever the config says', { changeRole: { ...changeRole, by: 'owner' } }, 'own'],
])('%s gives roles', async (_, operations, by) => {
  const session = await running(operations).roleGiver({ headers: { by: 'own' } })
  expect(session.headers.by).toBe(by)
})

test('a read that a cache answers has to go past it', () => {
  expect(running({ readRecord }).readOf(record)).toEqual(get('/7'))
  const cached = { ...readRecord, cached: true }
  expect(() => running({ readRecord: cached }).readOf(record)).toThrow('a cache answers')
  const uncached = ({ id }: { id: string }, unique: string) => get(`/${id}?_=${unique}`)
  const target = running({ readRecord: { ...cached, uncached } })
  const paths = new Set([target.readOf(record).path, target.readOf(record).path])
  expect(paths.size).toBe(2)
})
