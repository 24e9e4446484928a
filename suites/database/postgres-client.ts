/** PostgreSQL's own clients, run by the gate: dumps of schemas, and of whole databases. */
import { Client } from 'pg'
import { inconclusive } from '#gate/errors.ts'
import { requireTool } from '#gate/host/process/tools.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { type CommandResult, runCommand } from '#gate/system/command.ts'

/** Where a client is run. */
export interface ClientPlace {
  labels: RunLabels
  folder: string
}

/** Rows of a database, asked for past everybody. */
export async function rowsOf<Row extends object>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url, application_name: 'preflight-query' })
  await client.connect()
  try {
    return (await client.query<Row & Record<string, unknown>>(sql, values)).rows
  } finally {
    await client.end()
  }
}

/** The password goes by the environment: arguments are seen by every process. */
async function runClient(
  { labels, folder }: ClientPlace,
  program: string,
  url: string,
  args: readonly string[],
): Promise<CommandResult> {
  const { hostname, port, username, password, pathname } = new URL(url)
  const environment: Record<string, string> = { PGPASSWORD: decodeURIComponent(password) }
  for (const name of ['PATH', 'HOME', 'LANG']) environment[name] = process.env[name] ?? ''
  const where = ['--host', hostname, '--port', port, '--username', decodeURIComponent(username)]
  const database = ['--dbname', decodeURIComponent(pathname.slice(1))]
  const command = { command: requireTool(program), args: [...where, ...database, ...args] }
  return await runCommand({ command, folder, environment, labels })
}

/** The last lines of what a command said. */
export function lastWords({ output }: Pick<CommandResult, 'output'>): string {
  return output.trim().split('\n').slice(-3).join(' ').slice(-500)
}

/**
 * Demands a client that is no older than the server: pg_dump refuses a newer server.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE naming both versions; PREFLIGHT_E_TOOL_MISSING
 */
export async function demandClient(place: ClientPlace, url: string): Promise<void> {
  const command = { command: requireTool('pg_dump'), args: ['--version'] }
  const environment = { PATH: process.env.PATH ?? '', LANG: process.env.LANG ?? '' }
  const { labels, folder } = place
  const { stdout } = await runCommand({ command, folder, environment, labels })
  const client = Number(/(\d+)(\.\d+)?/.exec(stdout.replace('(PostgreSQL)', ''))?.[1])
  const [row] = await rowsOf<{ server: number }>(
    url,
    "select current_setting('server_version_num')::int / 10000 as server",
  )
  if (row && client >= row.server) return
  throw inconclusive(`pg_dump is of version ${client}, and the server of ${row?.server}`)
}

/**
 * The schema as pg_dump writes it. Newer ones put a random token around it: those lines are left
 * out, and nothing else is.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where pg_dump fails
 */
export async function schemaOf(place: ClientPlace, url: string): Promise<string> {
  const result = await runClient(place, 'pg_dump', url, ['--schema-only'])
  if (result.exitCode !== 0) throw inconclusive(`pg_dump failed: ${lastWords(result)}`)
  return result.stdout.replace(/^\\(un)?restrict .*\n/gm, '')
}

/** A whole database to a file, as the guide has it. */
export async function dumpTo(place: ClientPlace, url: string, file: string) {
  return await runClient(place, 'pg_dump', url, ['--file', file])
}

/** A file into an empty database; unlike the guide's, this one ends at an error. */
export async function restoreFrom(place: ClientPlace, url: string, file: string) {
  const args = ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--file', file]
  return await runClient(place, 'psql', url, args)
}
