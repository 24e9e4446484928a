/** New secrets for everything that has one, so that each can be searched for. */
import { randomBytes } from 'node:crypto'
import { escapeIdentifier, escapeLiteral } from 'pg'
import { partVariables } from '#gate/contract/backing.ts'
import { givenBy } from '#gate/contract/services.ts'
import { unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { Redactor } from '#gate/redact.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { type MailServer, startMailServer } from '#gate/stack/mail-server.ts'
import { type OAuthProvider, startOAuthProvider } from '#gate/stack/oauth-provider.ts'
import { query } from '#gate/stack/postgres-session.ts'
import { quoteTable } from '#gate/stack/table-name.ts'
import type { PostgresServer, RunningService } from '#gate/stack/types.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

const mailUser = 'preflight-mailer'

/** A role on the shared server with a canary as its password. */
export interface CanaryRole {
  /** The connection string of a database, as this role. */
  urlFor(databaseUrl: string): string
  /** Drops it; databases in which it may own objects must be gone. */
  drop(): Promise<void>
}

function canary(): string {
  return `Cn8-${randomBytes(18).toString('base64url')}`
}

/** Renames a table, so that reads of it fail at once. */
export async function loseTable(databaseUrl: string, table: string): Promise<void> {
  const name = quoteTable(table)
  await query(databaseUrl, `alter table ${name} rename to preflight_lost`)
}

/** A given server may not let its role make others: SQLSTATE 42501. */
function refusedRole(server: PostgresServer, cause: { code?: string }): unknown {
  if (server.prefix === undefined || cause.code !== '42501') return cause
  return unverified({
    because: `this check needs a role of its own, which ${server.user} may not make on the server`,
    hint: `allow it on the given server: ALTER ROLE "${server.user}" CREATEROLE`,
  })
}

/** Creates a role with the superuser's rights on its tables. */
export async function makeRole(stack: StackClient, redactor: Redactor): Promise<CanaryRole> {
  const server = await stack.shared('postgres')
  const { prefix = '' } = server
  const [name, password] = [`${prefix}canary_${randomBytes(6).toString('hex')}`, canary()]
  redactor.add("the database user's password", password)
  const [role, owner] = [escapeIdentifier(name), escapeIdentifier(server.user)]
  await query(
    server.url,
    `create role ${role} login password ${escapeLiteral(password)} in role ${owner}`,
  ).catch((cause: { code?: string }) => {
    throw refusedRole(server, cause)
  })
  return {
    urlFor: (databaseUrl) => {
      const url = new URL(databaseUrl)
      url.username = name
      url.password = encodeURIComponent(password)
      return url.href
    },
    drop: async () => {
      await query(server.url, `drop role if exists ${role}`)
    },
  }
}

/** A Redis with a canary as its password. */
export interface CanaryRedis {
  service: RunningService<'redis'>
  /** With the password. */
  url: string
}

/**
 * Starts a Redis that asks for a password; undefined if the target has no place for one, or brings
 * a Redis.
 */
export async function makeRedis(
  { config }: Target,
  stack: StackClient,
  redactor: Redactor,
): Promise<CanaryRedis | undefined> {
  const { url: whole, password: part } = partVariables(config.backing?.redis)
  if (whole === undefined && part === undefined) return undefined
  if (givenBy(config.services, 'redis') !== undefined) return undefined
  const password = canary()
  redactor.add("Redis's password", password)
  const service = await stack.dedicated('redis', { settings: { requirepass: password } })
  const url = new URL(`${service.server.url}/0`)
  url.password = password
  return { service, url: url.href }
}

/** The services with optional secrets, and their settings. */
export interface Seeded {
  settings: Overrides
  provider: OAuthProvider
  mail: MailServer
  close(): Promise<void>
}

/** Configures mail and OAuth, if the target has them, with a canary each. */
export async function seed(target: Target, redactor: Redactor): Promise<Seeded> {
  const port = await freePort()
  const [provider, mail] = [await startOAuthProvider(), await startMailServer('127.0.0.1', port)]
  const [clientSecret, mailPassword] = [canary(), canary()]
  redactor.add('the OAuth client secret', clientSecret)
  redactor.add('the mail password', mailPassword)
  const host = target.config.proxyHeaders?.host ?? 'api.example.com'
  const callback = target.config.operations?.beginOAuth?.callback ?? '/'
  return {
    settings: supported(target.config, {
      workers: '1',
      oauthClientId: 'preflight-client',
      oauthClientSecret: clientSecret,
      oauthRedirectUri: `https://${host}${callback}`,
      oauthIssuer: provider.issuer,
      smtpHost: '127.0.0.1',
      smtpPort: String(port),
      smtpUser: mailUser,
      smtpPassword: mailPassword,
      smtpFrom: 'preflight@preflight.example.com',
    }),
    provider,
    mail,
    close: async () => {
      await Promise.all([provider.close(), mail.close()])
    },
  }
}
