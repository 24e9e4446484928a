/**
 * What a check may expect of an engine: the same tests run on each, against real servers.
 * Imported by `local/engine.local.test.ts` and `docker/engine.docker.test.ts`.
 */

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { closeSession, connectPostgres } from '../postgres-session.ts'
import { queryOnce } from '../probes.ts'
import type { Engine, RunningService, ServiceKind, Services } from '../types.ts'

const patienceMs = 60_000
const run = promisify(execFile)

export function describeEngine(name: string, create: (labels: RunLabels) => Engine): void {
  describe(`engine ${name}`, { timeout: patienceMs }, () => {
    let scratchDir: string
    let engine: Engine
    const running: RunningService[] = []

    async function start<K extends ServiceKind>(kind: K, options: Services[K]['options']) {
      const service = await engine.start(kind, options)
      running.push(service as unknown as RunningService)
      return service
    }

    let postgres: RunningService<'postgres'>
    beforeAll(async () => {
      scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
      engine = create({ runId: `test-${process.pid}`, owner: 'test', scratchDir })
      postgres = await start('postgres', {})
    }, patienceMs)
    afterAll(async () => {
      for (const service of running) await service.remove()
      // Notes for the reaper stay; folders of services do not.
      const entries = readdirSync(scratchDir, { withFileTypes: true })
      const left = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
      rmSync(scratchDir, { recursive: true })
      expect(left).toEqual([])
    }, patienceMs)

    test('says where the servers come from', async () => {
      const kinds = Object.keys(await engine.provenance())
      expect(kinds.sort()).toEqual(['nginx', 'pgbouncer', 'postgres', 'redis', 'toxiproxy'])
    })

    test('PostgreSQL: version 15, 300 connections, no log in without the password', async () => {
      const { url, password, version } = postgres.server
      expect(version).toMatch(/^15\./)
      expect(await queryOnce(url, 'SHOW max_connections')).toBe('300')
      const wrong = url.replace(password, 'wrong')
      await expect(queryOnce(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    })

    test.each(['orderly', 'crash'] as const)(
      'PostgreSQL keeps data over a stop: %s',
      async (how) => {
        const { url } = postgres.server
        await queryOnce(url, `CREATE TABLE kept_${how} AS SELECT 41 + 1 AS answer`)
        await postgres.stop(how)
        await postgres.stop(how)
        await expect(queryOnce(url, 'SELECT 1')).rejects.toThrow()
        await postgres.start()
        await postgres.start()
        expect(postgres.server.url).toBe(url)
        expect(await queryOnce(url, `SELECT answer FROM kept_${how}`)).toBe('42')
      },
    )

    test('PostgreSQL answers nothing while it is paused, and goes on after', async () => {
      const session = await connectPostgres(postgres.server.url)
      await postgres.pause()
      let answered = false
      const answer = session.query('SELECT 1').then(() => {
        answered = true
      })
      await expect(queryOnce(postgres.server.url, 'SELECT 1')).rejects.toThrow()
      expect(answered).toBe(false)
      await postgres.resume()
      await answer
      await closeSession(session)
    })

    test('PostgreSQL: settings reach the server', async () => {
      const settings = { max_connections: 37, log_min_duration_statement: 250 }
      const { server } = await start('postgres', { settings })
      expect(await queryOnce(server.url, 'SHOW max_connections')).toBe('37')
      expect(await queryOnce(server.url, 'SHOW log_min_duration_statement')).toBe('250ms')
    })

    test('a server that cannot start is named, with what it printed', async () => {
      const failing = engine.start('postgres', { settings: { no_such_setting: 1 } })
      await expect(failing).rejects.toMatchObject({
        code: 'PREFLIGHT_E_STACK',
        message: expect.stringContaining('no_such_setting'),
      })
    })

    test('Redis: databases, and data kept by an orderly stop alone', async () => {
      const redis = await start('redis', {})
      const { host, port, databases } = redis.server
      const last = `${redis.server.url}/${databases - 1}`
      const command = async (run: (client: Redis) => Promise<unknown>) => {
        const client = new Redis(last)
        return await run(client).finally(() => client.disconnect())
      }
      await command((client) => client.set('key', 'kept'))
      await redis.stop('orderly')
      await redis.start()
      expect(redis.server).toMatchObject({ host, port })
      expect(await command((client) => client.get('key'))).toBe('kept')
      await command((client) => client.set('key', 'not saved'))
      await redis.stop('crash')
      await redis.start()
      expect(await command((client) => client.get('key'))).toBe('kept')
    })

    test('nginx: chosen ports, further files', async () => {
      const config = `events {} http {
        server { listen {{port:web}}; location / { include text.conf; } }
        server { listen {{port:8080}}; location / { return 204; } }
      }`
      const files = { 'text.conf': "return 200 'from a file';" }
      const { server } = await start('nginx', { config, files })
      const web = await request(`http://${server.host}:${server.ports.web}/`)
      expect(await web.body.text()).toBe('from a file')
      const other = await request(`http://${server.host}:${server.ports[8080]}/`)
      expect(other.statusCode).toBe(204)
    })

    test('nginx: what is written into its folder counts after a reload', async () => {
      const config = 'events {} http { server { listen {{port:web}}; include answer.conf; } }'
      const answer = (status: number) => ({ 'answer.conf': `return ${status};` })
      const { server } = await start('nginx', { config, files: answer(201) })
      const ask = async () => (await request(`http://${server.host}:${server.port}/`)).statusCode
      expect(await ask()).toBe(201)
      await writeFile(join(server.folder, 'answer.conf'), 'return 202;')
      const [command = '', ...args] = server.reloadCommand
      await run(command, args)
      const changed = async () => (await ask()) === 202 || undefined
      await waitFor('the new answer', changed, { timeoutMs: 10_000, intervalMs: 20 })
      await writeFile(join(server.folder, 'answer.conf'), 'no_such;')
      await expect(run(command, args)).rejects.toThrow('unknown directive')
    })

    test('nginx: a configuration that is wrong is named by nginx itself', async () => {
      const config = 'events {} http { server { listen {{port:web}}; no_such; } }'
      await expect(engine.start('nginx', { config })).rejects.toMatchObject({
        message: expect.stringContaining('unknown directive "no_such"'),
      })
    })

    test('PgBouncer pools the connections of the server it is given', async () => {
      const { server } = await start('pgbouncer', {
        databases: { app: postgres.server.url },
        settings: { pool_mode: 'transaction' },
      })
      const pooled = new URL(postgres.server.url)
      pooled.port = String(server.port)
      pooled.pathname = '/app'
      expect(await queryOnce(pooled.href, 'SELECT current_database()')).toBe('postgres')
      expect(await queryOnce(server.adminUrl, 'SHOW DATABASES')).toBe('app')
    })

    test('Toxiproxy reaches the other services', async () => {
      const { server } = await start('toxiproxy', {})
      const made = await request(`${server.apiUrl}/proxies`, {
        method: 'POST',
        body: JSON.stringify({
          name: 'postgres',
          listen: '127.0.0.1:0',
          upstream: `${postgres.server.host}:${postgres.server.port}`,
        }),
      })
      const { listen } = (await made.body.json()) as { listen: string }
      const proxied = new URL(postgres.server.url)
      proxied.host = listen
      expect(await queryOnce(proxied.href, 'SELECT 7')).toBe('7')
    })
  })
}
