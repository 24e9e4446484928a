/** Runs PostgreSQL's own clients: dumps of schemas and databases, and restores. */

import { inconclusive } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { requireTool } from '#gate/host/process/tools.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { query } from '#gate/stack/postgres-session.ts'
import { type CommandResult, runCommand } from '#gate/system/command.ts'

/** The folder in which a client runs, and the run that it belongs to. */
export interface ClientLocation {
  labels: RunLabels
  folder: string
}

/** The password is passed by the environment: every user can read process arguments. */
async function runClient(
  { labels, folder }: ClientLocation,
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

/** The last lines of a command's output. */
export function lastLines({ output }: Pick<CommandResult, 'output'>): string {
  return lastWords(output, 3).split('\n').join(' ')
}

/**
 * Requires a pg_dump that is not older than the server: it refuses a newer server.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE naming both versions; PREFLIGHT_E_TOOL_MISSING
 */
export async function requireClient(location: ClientLocation, url: string): Promise<void> {
  const command = { command: requireTool('pg_dump'), args: ['--version'] }
  const environment = { PATH: process.env.PATH ?? '', LANG: process.env.LANG ?? '' }
  const { labels, folder } = location
  const { stdout } = await runCommand({ command, folder, environment, labels })
  const client = Number(/(\d+)(\.\d+)?/.exec(stdout.replace('(PostgreSQL)', ''))?.[1])
  const [row] = await query<{ server: number }>(
    url,
    "select current_setting('server_version_num')::int / 10000 as server",
  )
  if (row && client >= row.server) return
  throw inconclusive(`pg_dump has version ${client}, but the server has version ${row?.server}`)
}

/**
 * The schema as pg_dump writes it, without the lines in which newer versions print a random token.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if pg_dump fails
 */
export async function schemaOf(location: ClientLocation, url: string): Promise<string> {
  const result = await runClient(location, 'pg_dump', url, ['--schema-only'])
  if (result.exitCode !== 0) throw inconclusive(`pg_dump failed: ${lastLines(result)}`)
  return result.stdout.replace(/^\\(un)?restrict .*\n/gm, '')
}

/** Dumps a database to a file, as in the guide. */
export async function dumpTo(location: ClientLocation, url: string, file: string) {
  return await runClient(location, 'pg_dump', url, ['--file', file])
}

/** Restores a file into an empty database; unlike in the guide, it stops at the first error. */
export async function restoreFrom(location: ClientLocation, url: string, file: string) {
  const args = ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--file', file]
  return await runClient(location, 'psql', url, args)
}
