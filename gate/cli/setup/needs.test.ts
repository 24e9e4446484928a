/** Goal: the selection decides what is installed, and nothing else is. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { claims } from '#guide/index.ts'
import { claimsOf, needsOf, needsOfGate } from './needs.ts'

const named = (only: readonly string[]) =>
  claims.filter(({ id, section }) => only.includes(id) || only.includes(section))
const namesOf = (needs: ReturnType<typeof needsOf>) => needs.map(({ program }) => program.name)

test.for([
  { only: ['configuration'], engine: 'local', needed: ['redis-server'] },
  { only: ['edge'], engine: 'local', needed: ['redis-server', 'nginx'] },
  { only: ['pool.pgbouncer'], engine: 'local', needed: ['redis-server', 'pgbouncer'] },
  { only: ['load.light'], engine: 'local', needed: ['redis-server', 'k6'] },
  { only: ['load.very-heavy'], engine: 'local', needed: ['redis-server', 'pgbouncer', 'k6'] },
  {
    only: ['cache.lost-invalidation'],
    engine: 'local',
    needed: ['redis-server', 'toxiproxy-server'],
  },
  { only: ['database.migrate-atomic'], engine: 'local', needed: ['redis-server', 'pg_dump'] },
  { only: ['container.limits'], engine: 'local', needed: [] },
  { only: ['configuration', 'edge', 'pool'], engine: 'docker', needed: [] },
  { only: ['database', 'load'], engine: 'docker', needed: ['pg_dump', 'psql', 'k6'] },
] as const)('$only with engine $engine: $needed', ({ only, engine, needed }) => {
  expect(namesOf(needsOf(named(only), engine))).toEqual(needed)
})

test('a need names the claims that it is for', () => {
  const [redis, , k6] = needsOf(named(['load']), 'local')
  expect(redis && claimsOf(redis)).toMatch(/^load\.light, load\.medium and \d more$/)
  expect(k6?.claims).toEqual(named(['load']).map(({ id }) => id))
  expect(claimsOf({ ...redis, claims: ['a', 'b', 'c'] } as never)).toBe('a, b, c')
})

describe('the command line of the gate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-setup-test-'))
  const config = join(folder, 'preflight.config.ts')
  afterAll(() => rmSync(folder, { recursive: true }))

  const needsOf = async (...args: string[]) =>
    namesOf(await needsOfGate(['--engine', 'local', ...args]))

  test("the README's first command needs PostgreSQL, which npm brings, and Redis", async () => {
    expect(await needsOf('--quick', '--only', 'configuration')).toEqual(['redis-server'])
  })

  test('without a selection everything is needed', async () => {
    expect(await needsOf()).toContain('k6')
  })

  test('what the config or the command line keeps from running needs nothing', async () => {
    writeFileSync(
      config,
      `export default { name: 'x', launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
        notApplicable: { 'edge.*': 'a load balancer of the platform stands there' } }`,
    )
    expect(await needsOf('--target', config, '--only', 'edge', 'load')).toEqual([])
    expect(await needsOf('--target', config, '--only', 'load', '--allow', 'load')).toContain('k6')
  })

  test.for([[['--only', 'nothing-of-that-name']], [['--quik']], [['--target', 'no-such-file.ts']]])(
    'a wrong one is refused, before anything is installed: %s',
    async ([args = []]) => {
      await expect(needsOf(...args)).rejects.toMatchObject({ exitCode: 3 })
    },
  )
})
