/** The reference backend on real servers, and a bare server on the same ones, to compare. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { request } from 'undici'
import { freePort } from '#gate/host/process/ports.ts'
import { processTree } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { openBroker } from '#gate/stack/broker.ts'
import { connectStack } from '#gate/stack/client.ts'
import { closeAdminConnections, createDatabase } from '#gate/stack/databases.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'

const root = resolve(import.meta.dirname, '..')

export interface Served {
  url: string
  pid: number
  /** The server and everything that it started. */
  pids(): number[]
  stop(): Promise<void>
}

export interface ReferenceDeployment {
  admin: { email: string; password: string }
  databaseUrl: string
  redisUrl: string
  /** Starts a program of the repository with further variables; ready when `path` answers 200. */
  serve(program: string, path: string, variables: Record<string, string>): Promise<Served>
  close(): Promise<void>
}

/** A migrated database with PostgreSQL and Redis of its own, and keys. */
export async function deployReference(): Promise<ReferenceDeployment> {
  const scratchDir = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  const labels = { runId: `bench-${process.pid}`, owner: 'bench', scratchDir }
  const broker = await openBroker(new LocalEngine(labels), labels)
  const stack = connectStack(broker.socketPath)
  const database = await createDatabase(await stack.shared('postgres'), {})
  const redis = await stack.shared('redis')
  const addresses = { databaseUrl: database.url, redisUrl: `${redis.url}/0` }
  const { environment, admin } = await migrateReference(addresses)
  return {
    admin,
    ...addresses,
    serve: async (program, path, variables) => {
      const port = String(await freePort())
      return serve(run([program], { ...environment, ...variables, PORT: port }), port, path)
    },
    close: async () => {
      await closeAdminConnections()
      await stack.close()
      await broker.close()
      await rm(scratchDir, { recursive: true, force: true })
    },
  }
}

/** Where the servers of a deployment are. */
interface Addresses {
  databaseUrl: string
  redisUrl: string
}

/** Migrates the database and makes an administrator; the environment that both were made in. */
export async function migrateReference({ databaseUrl, redisUrl }: Addresses) {
  const environment = {
    PATH: process.env.PATH ?? '',
    ENVIRONMENT: 'production',
    SECRET_KEY: randomBytes(32).toString('base64'),
    JWT_SECRET_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    TRUSTED_HOSTS: '127.0.0.1,api.example.com',
    LOGIN_RATE_LIMIT: '1000',
    WORKERS: '1',
    HOST: '127.0.0.1',
  }
  const admin = { email: 'bench@example.com', password: randomBytes(16).toString('base64url') }
  await command(['migrate'], environment)
  await command(['create-admin', '--email', admin.email], {
    ...environment,
    ADMIN_PASSWORD: admin.password,
  })
  return { environment, admin }
}

async function command(args: readonly string[], env: Record<string, string>): Promise<void> {
  const child = run(['reference-app/src/cli.ts', ...args], env)
  await once(child, 'exit')
  if (child.exitCode !== 0) throw new Error(`${args[0]} ended with ${child.exitCode}`)
}

/** Its log goes where a log costs what it costs in production: through a pipe that is read. */
function run(args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 2] })
  child.stdout?.resume()
  return child
}

async function serve(child: ChildProcess, port: string, path: string): Promise<Served> {
  const url = `http://127.0.0.1:${port}`
  const pid = child.pid as number
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const reply = await request(`${url}${path}`).catch(() => undefined)
    await reply?.body.dump()
    return reply?.statusCode === 200 ? true : undefined
  }
  await waitFor(`${url}${path} to answer 200`, answers, { timeoutMs: 20_000, intervalMs: 20 })
  return {
    url,
    pid,
    pids: () => processTree(pid),
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
