/** A PostgreSQL server that is not the gate's: databases of the run's name, and nothing else. */

import { PreflightError } from '#gate/errors.ts'
import { dropNamed, givenPrefix, namedSo } from '#gate/host/reaper/given.ts'
import { closeAdminConnections } from '../databases.ts'
import { withSession } from '../postgres-session.ts'
import type { GivenServer, PostgresServer } from '../types.ts'
import { cannotUse } from './refusal.ts'

/** `DROP DATABASE … WITH (FORCE)` is younger than older servers. */
const oldest = 13

interface Told {
  version: string
  user: string
  mayCreate: boolean
}

const toldSql = `select current_setting('server_version') as version, current_user as user,
    (select rolsuper or rolcreatedb from pg_roles where rolname = current_user) as "mayCreate"`

/**
 * Connects to a given server and sees that the run can use it. Nothing is made yet.
 * @param key of the config, for errors
 * @throws PREFLIGHT_E_CONFIG if it does not answer, is too old, lets its role create no database,
 *   or holds something that is named as if it were the run's
 */
export async function givenPostgres(
  key: string,
  text: string,
  runId: string,
): Promise<GivenServer<'postgres'>> {
  const url = new URL(text)
  if (url.port === '') url.port = '5432'
  const told = await withSession(url.href, async (session) => {
    return (await session.query<Told>(toldSql)).rows[0] as Told
  }).catch((cause: unknown) => {
    throw cannotUse(key, url, cause)
  })
  if (url.username === '') url.username = encodeURIComponent(told.user)
  const [version = ''] = told.version.split(' ')
  const refuse = (problem: string, hint: string) =>
    new PreflightError('PREFLIGHT_E_CONFIG', `${key}: ${problem}`, { hint })
  if (Number.parseInt(version, 10) < oldest) {
    throw refuse(`PostgreSQL ${version} is too old`, `give a server of version ${oldest} or later`)
  }
  if (!told.mayCreate) {
    throw refuse(
      `the role ${told.user} may not create databases on ${url.host}`,
      `as an administrator of the server: ALTER ROLE "${told.user}" CREATEDB`,
    )
  }
  const prefix = givenPrefix(runId)
  const taken = Object.values(await namedSo(url.href, prefix)).flat()
  if (taken.length > 0) {
    throw refuse(
      `the server holds ${taken.join(', ')}, which this run did not make`,
      'rename it: the run removes everything on the server that is named so',
    )
  }
  const server: PostgresServer = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port),
    url: url.href,
    user: told.user,
    password: decodeURIComponent(url.password),
    version,
    prefix,
  }
  return {
    server,
    remove: async () => {
      await closeAdminConnections()
      await dropNamed(url.href, prefix)
    },
  }
}
