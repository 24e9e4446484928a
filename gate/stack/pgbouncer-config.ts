/** The two files that PgBouncer reads, for both engines. */

import { PreflightError } from '#gate/errors.ts'
import type { PgBouncerOptions } from './types.ts'

export const adminUser = 'preflight_admin'

interface Upstream {
  name: string
  host: string
  port: number
  database: string
  user: string
  password: string
}

/** The [databases] and [pgbouncer] sections. Clients log in as the upstream's user does. */
export function pgBouncerIni(
  options: PgBouncerOptions,
  required: { port: number; listenHost: string; userlist: string },
): string {
  const databases = upstreams(options).map(
    ({ name, host, port, database, user }) =>
      `${name} = host=${host} port=${port} dbname=${quoted(database)} user=${quoted(user)}`,
  )
  const settings: Record<string, string | number> = {
    listen_addr: required.listenHost,
    listen_port: required.port,
    auth_type: 'scram-sha-256',
    auth_file: required.userlist,
    admin_users: adminUser,
    // Start-up parameters of drivers that PgBouncer would reject.
    ignore_startup_parameters: 'extra_float_digits,options',
    unix_socket_dir: '',
    max_client_conn: 1000,
    ...options.settings,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return ['[databases]', ...databases, '', '[pgbouncer]', ...lines, ''].join('\n')
}

/** `auth_file`: the upstream's users and the console's, with plain-text passwords. Mode 0600. */
export function pgBouncerUserlist(options: PgBouncerOptions, adminPassword: string): string {
  const users = new Map(upstreams(options).map(({ user, password }) => [user, password]))
  users.set(adminUser, adminPassword)
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
  return [...users].map(([user, password]) => `${quote(user)} ${quote(password)}\n`).join('')
}

function upstreams(options: PgBouncerOptions): Upstream[] {
  return Object.entries(options.databases).map(([name, text]) => {
    if (!/^\w+$/.test(name)) {
      throw new PreflightError(
        'PREFLIGHT_E_STACK',
        `not usable as the name of a PgBouncer database: ${name}`,
      )
    }
    const url = new URL(text)
    return {
      name,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || 5432),
      database: decodeURIComponent(url.pathname.slice(1)),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    }
  })
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
