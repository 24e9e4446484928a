/** Goal: a seed is done in order, and says which part of it failed. */
import { expect, test } from 'vitest'
import { type Command, defineTarget, type TargetConfig } from '#gate/contract/contract.ts'
import type { RunningTarget } from './running.ts'
import { seedDatabase } from './seed.ts'

const admin = { name: 'root', email: 'root@example.com', password: 'a password of root' }

/** Runs a seed against a target that answers with these statuses; returns what was done. */
async function seeded(seed: NonNullable<TargetConfig['seed']>, statuses: number[] = []) {
  const done: unknown[] = []
  const running = {
    login: async () => ({ headers: { cookie: 'root' } }),
    send: async ({ path }: { path: string }, { session }: { session?: unknown }) => {
      done.push([path, session])
      return { status: statuses.shift() ?? 201, text: 'no such table' }
    },
  }
  await seedDatabase({
    config: defineTarget({
      name: 'x',
      launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
      operations: {
        login: {
          request: () => ({ method: 'POST', path: '/login' }),
          result: () => ({ headers: {} }),
        },
      },
      seed,
    }),
    postgresUrl: undefined,
    admin,
    run: async ({ command }: Command) => {
      done.push(command)
    },
    started: async (use) => {
      done.push('started')
      await use(running as unknown as RunningTarget)
    },
  })
  return done
}

test('commands come before requests, which the administrator sends', async () => {
  const commands = [{ command: 'load-fixtures', args: [] }]
  const requests = [{ method: 'POST', path: '/schema' } as const]
  const session = { headers: { cookie: 'root' } }
  expect(await seeded({ commands, requests })).toEqual([
    'load-fixtures',
    'started',
    ['/schema', session],
  ])
  expect(await seeded({ commands })).toEqual(['load-fixtures'])
})

test('an anonymous request may make the administrator who sends the next', async () => {
  const requests = [
    { method: 'POST', path: '/register', anonymous: true } as const,
    { method: 'POST', path: '/schema' } as const,
  ]
  expect(await seeded({ requests })).toEqual([
    'started',
    ['/register', undefined],
    ['/schema', { headers: { cookie: 'root' } }],
  ])
})

test('a request that is refused is named', async () => {
  const requests = [
    { method: 'POST', path: '/schema' } as const,
    { method: 'PUT', path: '/rights' } as const,
  ]
  await expect(seeded({ requests }, [201, 422])).rejects.toThrow(
    'seed.requests[1] in the config failed: PUT /rights answered 422: no such table',
  )
})

test('statements need a database', async () => {
  await expect(seeded({ sql: ['select 1'] })).rejects.toThrow('backing.postgres')
})
