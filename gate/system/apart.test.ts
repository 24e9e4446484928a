/** Goal: a second start has a database of its own, if there are databases. */
import { expect, test } from 'vitest'
import { command } from '#gate/contract/contract.ts'
import { apart } from './apart.ts'

const launch = command('node', [], { port: 'PORT' })
const database = { name: 'clone', url: 'postgresql://clone', drop: async () => {} }
const cloneDatabase = async () => database

test.each([
  [{ name: 'x', launch, backing: { postgres: 'DATABASE_URL' } }, { postgresUrl: database.url }],
  [{ name: 'x', launch }, {}],
])('%j', async (config, overrides) => {
  expect(await apart({ config, cloneDatabase })).toEqual(overrides)
})
