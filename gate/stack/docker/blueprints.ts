/** The services as containers: the same servers as the engine `local` starts, from images. */

import { randomBytes } from 'node:crypto'
import { freePort } from '#gate/host/process/ports.ts'
import { serviceFolder } from '../local/folder.ts'
import { layOutNginx } from '../nginx-folder.ts'
import { adminUser, pgBouncerIni, pgBouncerUserlist } from '../pgbouncer-config.ts'
import { postgresArguments } from '../postgres-settings.ts'
import { probePgBouncer, probePostgres, probeRedis, probeToxiproxy } from '../probes.ts'
import { redisArguments, redisDatabases, saveAndShutDown } from '../redis-settings.ts'
import type { ServiceKind } from '../types.ts'
import type { Draw } from './blueprint.ts'

const host = '127.0.0.1'
const generatedPassword = () => randomBytes(24).toString('base64url')

const postgres: Draw<'postgres'> = async (options) => {
  const port = await freePort()
  const user = 'postgres'
  const password = generatedPassword()
  const url = `postgres://${user}:${password}@${host}:${port}/postgres`
  return {
    kind: 'postgres',
    command: ['postgres', ...postgresArguments(options, {})],
    environment: { POSTGRES_PASSWORD: password },
    network: { publish: 5432, as: port },
    probe: async () => ({ host, port, url, user, password, version: await probePostgres(url) }),
  }
}

const redis: Draw<'redis'> = async (options) => {
  const port = await freePort()
  const password = options.settings?.requirepass?.toString()
  const address = { host, port }
  return {
    kind: 'redis',
    // Published only on 127.0.0.1, so Redis itself may listen on all addresses without a password.
    command: ['redis-server', ...redisArguments(options, { dir: '/data', 'protected-mode': 'no' })],
    network: { publish: 6379, as: port },
    beforeOrderlyStop: () => saveAndShutDown(address, password),
    probe: async () => {
      const version = await probeRedis(address, password)
      const databases = redisDatabases(options)
      return { ...address, url: `redis://${host}:${port}`, databases, version }
    },
  }
}

const nginx: Draw<'nginx'> = async (options, labels) => {
  const folder = await serviceFolder('nginx', labels)
  const { args, probe } = await layOutNginx(options, folder)
  return {
    kind: 'nginx',
    entrypoint: ['nginx', ...args],
    command: [],
    network: 'host',
    folder,
    probe: async (container) => ({
      ...(await probe()),
      reloadCommand: ['docker', 'exec', container, 'nginx', ...args, '-s', 'reload'],
    }),
  }
}

const pgbouncer: Draw<'pgbouncer'> = async (options) => {
  const port = await freePort()
  const adminPassword = generatedPassword()
  const adminUrl = `postgres://${adminUser}:${adminPassword}@${host}:${port}/pgbouncer`
  const userlist = '/etc/pgbouncer/userlist.txt'
  return {
    kind: 'pgbouncer',
    entrypoint: ['pgbouncer', '/etc/pgbouncer/pgbouncer.ini'],
    command: [],
    network: 'host',
    files: {
      '/etc/pgbouncer/pgbouncer.ini': pgBouncerIni(options, { port, listenHost: host, userlist }),
      [userlist]: pgBouncerUserlist(options, adminPassword),
    },
    probe: async () => ({ host, port, adminUrl, version: await probePgBouncer(adminUrl) }),
  }
}

const toxiproxy: Draw<'toxiproxy'> = async () => {
  const port = await freePort()
  const apiUrl = `http://${host}:${port}`
  return {
    kind: 'toxiproxy',
    command: [`-host=${host}`, `-port=${port}`],
    network: 'host',
    probe: async () => ({ host, port, apiUrl, version: await probeToxiproxy(apiUrl) }),
  }
}

export const blueprints: { [K in ServiceKind]: Draw<K> } = {
  postgres,
  redis,
  nginx,
  pgbouncer,
  toxiproxy,
}
