/** Whether a value in a manifest contains a secret, or refers to one. Pure. */
import { markOpen } from '../compose/substitution.ts'

/** Stands for a part of a value that is set elsewhere; a private-use character. */
const mark = '\uE000'

/** Values that are references as a whole. */
const fetched: readonly RegExp[] = [
  /^arn:aws[\w-]*:(?:secretsmanager|ssm):.+$/,
  /^(?:projects\/.+\/secrets\/|sm:\/\/|\/run\/secrets\/).+$/,
  // A CloudFormation function in an .ebextensions file.
  /^`\s*\{\s*"(?:Ref|Fn::\w+)"[\s\S]*`$/,
]

/** References and commands within a value. */
const pieces: readonly RegExp[] = [
  /\{\{resolve:(?:secretsmanager|ssm|ssm-secure):[^}]+\}\}/g,
  /\$\((?:[^()]|\([^()]*\))*\)/g,
]

/** Replaces each part that is set elsewhere by the mark. */
function marked(value: string): string {
  const text = value.trim()
  if (fetched.some((pattern) => pattern.test(text))) return mark
  return markOpen(
    pieces.reduce((rest, pattern) => rest.replace(pattern, mark), text),
    mark,
  )
}

/** Addresses of databases, caches, queues and mail servers: only the password is secret. */
const schemes = [
  'amqps?|bolt|cassandra|clickhouse|cockroachdb|couchdb|ecto|elasticsearch|email|imaps?|influxdb',
  'kafka|ldaps?|libsql|mariadb|memcached?|mongodb|mqtts?|mssql|mysql2?|nats|neo4j',
  'oracle|pgsql|postgis',
  'postgres(?:ql)?|psql|pulsar|redis(?:s|-?(?:sentinel|cluster|socket))?|sentinel|smtps?|stomp',
  'sqlserver|tcp|trilogy|unix|valkeys?',
  mark,
].join('|')
const server = new RegExp(`^(?:jdbc:)?(?:${schemes})(?:\\+[\\w.-]+)?://`, 'i')
/** Files: nobody logs in to them. */
const file = /^(?:jdbc:)?(?:sqlite3?|spatialite|file)(?:\+[\w.-]+)?:/i
/** Of whatever else has an address, what is in front of the host. */
const anyLogin = /^[a-z][\w+.-]*:\/\/(?=[^/?#@\s]*:[^/?#@\s]*@)/i
const site = /^https?:\/\/([^/?#@\s]+)@/i
/** A port or path after an address that is set elsewhere. */
const behind = new RegExp(`^${mark}(?::(?:\\d+|${mark}))?(?:[/?]|$)`)

/** `password=value` in a query string or a list of settings. */
const setting = new RegExp(
  `(?:^|[\\s;,?&])(?:ssl)?(?:password|passwd|pwd|pass|secret|(?:auth_?)?token|api_?key)\\s*=\\s*` +
    `(?:'([^']*)'|"([^"]*)"|([^\\s;,&]*))`,
  'gi',
)

const settings = /(?:^|[\s;])(?:host|server|data source|dbname|database|user|user id)\s*=/i
/** `host:port`, optionally followed by settings. */
const hostAndPort = /^[\w.-]+:\d+(?:,|$)/
/** `user:password@tcp(host:port)/name`. */
const parenthesized = /^[^:@/]*:([^@]*)@(?:tcp|unix)?\(/

/** The password in front of the host. */
function passwordOf(afterScheme: string): string | undefined {
  const [beforeQuery = ''] = afterScheme.split('?')
  const [authority = ''] = beforeQuery.split('/')
  const place = authority.includes('@') ? authority : beforeQuery
  const login = place.slice(0, Math.max(place.lastIndexOf('@'), 0))
  return login.includes(':') ? login.slice(login.indexOf(':') + 1) : undefined
}

/** The secret parts of a value: the passwords in an address, otherwise all of it. */
function secretParts(text: string): string[] {
  const named = [...text.matchAll(setting)].map(([, single, double, bare]) =>
    [single, double, bare].find((each) => each !== undefined),
  )
  const scheme = server.exec(text) ?? anyLogin.exec(text)
  const login = scheme
    ? passwordOf(text.slice(scheme[0].length))
    : (site.exec(text)?.[1] ?? parenthesized.exec(text)?.[1])
  const isAddress = scheme !== null || login !== undefined || file.test(text)
  const forms = [settings, hostAndPort, behind]
  if (!isAddress && !forms.some((form) => form.test(text))) return [text]
  return [login, ...named].filter((part) => part !== undefined)
}

/** A prefix that names the encoding of a key. */
const encoding = /^(?:base64|hex|plain):/

/**
 * Whether a value of a secret variable contains a secret in plain text. A password or key that
 * consists of variables and separators does not.
 */
export function writesSecret(value: string): boolean {
  return secretParts(marked(value)).some((part) => /[\p{L}\p{N}]/u.test(part.replace(encoding, '')))
}

/** Whether a value is a reference in every secret part. */
export function isReference(value: string): boolean {
  return marked(value).includes(mark) && !writesSecret(value)
}
