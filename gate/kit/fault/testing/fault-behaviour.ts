/**
 * What a check may expect of faults, on each engine and against real servers. Imported by
 * `fault.local.test.ts` and `fault.docker.test.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { query, withSession } from '#gate/stack/postgres-session.ts'
import { queryOnce } from '#gate/stack/probes.ts'
import type { Engine, RunningService } from '#gate/stack/types.ts'
import { cut, reset, silence } from '../cut.ts'
import { during, type Fault, inflict } from '../fault.ts'
import { addLatency } from '../latency.ts'
import { openPath, type Path } from '../path.ts'
import { reach } from '../reach.ts'
import { slowReads } from '../slow-reads.ts'
import { pause, stop } from '../stop.ts'

const patienceMs = 60_000

interface Services {
  redis: RunningService<'redis'>
  postgres: RunningService<'postgres'>
  toxiproxy: RunningService<'toxiproxy'>
}

export function describeFaults(name: string, create: (labels: RunLabels) => Engine): void {
  describe(`faults on engine ${name}`, { timeout: patienceMs }, () => {
    let scratchDir: string
    let services: Services
    let paths: Path[]
    beforeAll(async () => {
      scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
      const engine = create({ runId: `test-fault-${process.pid}`, owner: 'test', scratchDir })
      services = {
        redis: await engine.start('redis', {}),
        postgres: await engine.start('postgres', {}),
        toxiproxy: await engine.start('toxiproxy', {}),
      }
      const { redis, postgres, toxiproxy } = services
      const [first, second] = ['Redis for replica 1', 'Redis for replica 2'].map((each) =>
        openPath(toxiproxy.server, { name: each, protocol: 'redis', url: `${redis.server.url}/2` }),
      )
      const base = { name: 'PostgreSQL for replica 1', protocol: 'postgres' as const }
      const third = openPath(toxiproxy.server, { ...base, url: postgres.server.url })
      paths = (await Promise.all([first, second, third])) as Path[]
    }, patienceMs)
    afterAll(async () => {
      for (const service of Object.values(services)) await service.remove()
      rmSync(scratchDir, { recursive: true })
    }, patienceMs)

    test('slowed reads are recorded, also of a transaction that is rolled back', async () => {
      const { url } = services.postgres.server
      await query(url, 'create table kept (id int primary key); insert into kept values (1)')
      const slow = await slowReads(url, 'kept')
      try {
        await slow.set({ law: 'constant', meanMs: 20 })
        await withSession(slow.url, async (session) => {
          await session.query('begin read only')
          await session.query('select * from kept')
          await session.query('rollback')
          await session.query('select * from kept')
        })
        const holds = await slow.recorded()
        expect(holds).toHaveLength(2)
        for (const { startMs, endMs } of holds) {
          expect(endMs - startMs).toBeGreaterThanOrEqual(20)
        }
        expect(holds[1]?.startMs).toBeGreaterThanOrEqual(holds[0]?.endMs ?? 0)
      } finally {
        await slow.close()
      }
    })

    const path = (index: number) => paths[index] as Path
    const outcomeOf = async ({ address, protocol }: Path) =>
      (await reach(address, protocol, 500)).outcome

    test('a path leads to its service, by its connection string', async () => {
      const client = new Redis(path(0).url)
      expect(await client.set('by path', '1')).toBe('OK')
      expect(new URL(path(0).url).pathname).toBe('/2')
      client.disconnect()
      expect(await queryOnce(path(2).url, 'SELECT 41 + 1')).toBe('42')
    })

    test.each([
      ['cut', cut, 'refused'],
      ['silence', silence, 'silent'],
      ['reset', reset, 'closed'],
    ] as const)('%s: this path alone, open connections too, until it heals', async (...row) => {
      const [, begin, outcome] = row
      for (const index of [0, 2]) {
        const open = new Redis(path(0).url, { commandTimeout: 400, retryStrategy: () => null })
        open.on('error', () => {})
        await open.ping()
        const { fault, result } = await during(begin(path(index)), async () => {
          if (index === 0) await expect(open.ping()).rejects.toThrow()
          expect(await outcomeOf(path(1))).toBe('answered')
          return await outcomeOf(path(index))
        })
        expect(result).toBe(outcome)
        expect(fault.untilMs).toBeGreaterThanOrEqual(fault.fromMs)
        expect(await outcomeOf(path(index))).toBe('answered')
        open.disconnect()
      }
    })

    test('latency: what was added was measured, and goes again', async () => {
      for (const index of [0, 2]) {
        const { address, protocol } = path(index)
        const { fault, result } = await during(addLatency(path(index), 200), () =>
          reach(address, protocol, 2_000),
        )
        expect(result.ms).toBeGreaterThan(180)
        expect((fault.proof as { addedMs: number }).addedMs).toBeGreaterThanOrEqual(180)
      }
    })

    test('a fault heals when its body fails, twice if asked, and keeps the error', async () => {
      let begun: Fault | undefined
      const failed = during(cut(path(0)), async (fault) => {
        begun = fault
        throw new Error('the check failed')
      })
      await expect(failed).rejects.toThrow('the check failed')
      await begun?.heal()
      expect(await outcomeOf(path(0))).toBe('answered')
    })

    test('stop, crash and pause: the service is away, and comes back with its data', async () => {
      const { redis, postgres } = services
      const begins = [
        () => stop(redis, 'orderly'),
        () => stop(postgres, 'crash'),
        () => pause(redis),
        () => pause(postgres),
      ]
      for (const begin of begins) {
        const { fault } = await during(begin(), async () => {})
        expect(fault.proof).not.toMatchObject({ outcome: 'answered' })
      }
      expect(await outcomeOf(path(0))).toBe('answered')
      const client = new Redis(path(0).url)
      expect(await client.get('by path')).toBe('1')
      client.disconnect()
      expect(await queryOnce(path(2).url, 'SELECT 1')).toBe('1')
    })

    test('a fault that cannot be started is inconclusive, and is ended', async () => {
      const gone = await openPath(services.toxiproxy.server, {
        name: 'gone',
        protocol: 'redis' as const,
        url: services.redis.server.url,
      })
      await gone.remove()
      await gone.remove()
      await expect(cut(gone)).rejects.toMatchObject({ code: 'PREFLIGHT_E_INCONCLUSIVE' })
      const calls: string[] = []
      const unstarted = inflict({
        name: 'never',
        start: async () => {
          throw new Error('no lever')
        },
        proof: async () => true,
        end: async () => {
          calls.push('end')
        },
        isOver: async () => true,
      })
      await expect(unstarted).rejects.toThrow('the fault could not be started: no lever')
      expect(calls).toEqual(['end'])
    })
  })
}
