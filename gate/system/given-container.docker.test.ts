/** Goal: a service of a compose file that runs already is found, and serves as a given server. */
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dockerOutput } from '#gate/host/process/docker-cli.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { resolveImage } from '#gate/stack/docker/images.ts'
import { probePostgres, probeRedis } from '#gate/stack/probes.ts'
import { runningServiceUrl } from './given-container.ts'

const call = { timeoutMs: 60_000 }
const folder = '/srv/shop'
const service = `db-${process.pid}`
const key = 'services.postgres.service'
const ids: string[] = []

/** Runs a container as Compose does, which is not everywhere. */
async function up(name: string, image: string, words: readonly string[], command: string[] = []) {
  const labels = {
    'com.docker.compose.service': name,
    'com.docker.compose.project': 'shop',
    'com.docker.compose.project.config_files': resolve(folder, 'compose.yaml'),
  }
  const args = Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`])
  const id = await dockerOutput(['run', '--detach', ...args, ...words, image, ...command], call)
  ids.push(id.trim())
}

beforeAll(async () => {
  const postgres = ['--env', 'POSTGRES_PASSWORD=p@ss/word', '--env', 'POSTGRES_USER=shop']
  await up(service, await resolveImage('postgres'), [...postgres, '--publish', '127.0.0.1::5432'])
  const command = ['redis-server', '--requirepass', 'cache-password', '--protected-mode', 'no']
  await up(`cache-${process.pid}`, await resolveImage('redis'), [], command)
})
afterAll(async () => {
  for (const id of ids) await dockerOutput(['rm', '--force', '--volumes', id], call)
})

const wanted = { key, kind: 'postgres', service, compose: ['compose.yaml'], folder } as const
const patience = { timeoutMs: 60_000, intervalMs: 200 }

test('PostgreSQL by its published port, with the user of its environment', async () => {
  const url = await runningServiceUrl(wanted)
  expect(url).toMatch(/^postgresql:\/\/shop:p%40ss%2Fword@127\.0\.0\.1:\d+\/shop$/)
  expect(await waitFor('PostgreSQL', () => probePostgres(url), patience)).toMatch(/^15\./)
})

test('Redis on its bridge, with the password of its command', async () => {
  const redis = { ...wanted, kind: 'redis', service: `cache-${process.pid}` } as const
  const { hostname, port, password } = new URL(await runningServiceUrl(redis))
  expect(password).toBe('cache-password')
  const address = { host: hostname, port: Number(port) }
  expect(await waitFor('Redis', () => probeRedis(address, password), patience)).toMatch(/^7\./)
})

test('a service that does not run, or is of another file, is told', async () => {
  const told = { code: 'PREFLIGHT_E_CONFIG', message: expect.stringContaining(`${key}: no contai`) }
  await expect(runningServiceUrl({ ...wanted, service: 'none' })).rejects.toMatchObject(told)
  await expect(runningServiceUrl({ ...wanted, folder: '/srv/other' })).rejects.toMatchObject(told)
})
