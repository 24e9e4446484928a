/** Whether a value in a manifest says a secret, or where to fetch it. Pure. */
import { markOpen } from '../compose/substitution.ts'

/** Stands for a piece of a value that comes from elsewhere; no text has it. */
const mark = '\uE000'

/** Values that are fetched as a whole. */
const fetched: readonly RegExp[] = [
  /^arn:aws[\w-]*:(?:secretsmanager|ssm):.+$/,
  /^(?:projects\/.+\/secrets\/|sm:\/\/|\/run\/secrets\/).+$/,
  // A function of CloudFormation in a file of .ebextensions.
  /^`\s*\{\s*"(?:Ref|Fn::\w+)"[\s\S]*`$/,
]

/** Pieces of a value that are fetched or computed. */
const pieces: readonly RegExp[] = [
  /\{\{resolve:(?:secretsmanager|ssm|ssm-secure):[^}]+\}\}/g,
  /\$\((?:[^()]|\([^()]*\))*\)/g,
]

/** A value with a mark for each piece that comes from elsewhere. */
function marked(value: string): string {
  const text = value.trim()
  if (fetched.some((pattern) => pattern.test(text))) return mark
  return markOpen(
    pieces.reduce((rest, pattern) => rest.replace(pattern, mark), text),
    mark,
  )
}

/** Databases, caches, queues and mail servers: the one secret of an address is its password. */
const schemes = [
  'amqps?|clickhouse|cockroachdb|kafka|mariadb|memcached|mongodb|mssql|mysql|nats',
  'postgres(?:ql)?|rediss?|smtps?|sqlserver|tcp|unix|valkeys?',
  mark,
].join('|')
const address = new RegExp(`^(?:jdbc:)?(?:${schemes})(?:\\+[\\w.-]+)?://`, 'i')
/** What is put behind an address that comes from elsewhere: a port, a path. */
const behind = new RegExp(`^${mark}(?::(?:\\d+|${mark}))?(?:[/?]|$)`)

/** `name=value` within an address, a query or a list of settings. */
const setting = new RegExp(
  `(?:^|[\\s;,?&])(?:ssl)?(?:password|passwd|pwd|pass|secret|token)\\s*=\\s*` +
    `(?:'([^']*)'|"([^"]*)"|([^\\s;,&]*))`,
  'gi',
)

const settings = /(?:^|[\s;])(?:host|server|data source|dbname|database|user|user id)\s*=/i
/** `host:port`, with settings behind commas if any. */
const hostAndPort = /^[\w.-]+:\d+(?:,|$)/
/** `user:password@tcp(host:port)/name`. */
const parenthesized = /^[^:@/]*:([^@]*)@(?:tcp|unix)?\(/

/** The password before the host of an address. */
function passwordOf(afterScheme: string): string | undefined {
  const [beforeQuery = ''] = afterScheme.split('?')
  const [authority = ''] = beforeQuery.split('/')
  const place = authority.includes('@') ? authority : beforeQuery
  const login = place.slice(0, Math.max(place.lastIndexOf('@'), 0))
  return login.includes(':') ? login.slice(login.indexOf(':') + 1) : undefined
}

/** The parts of a value that are secret: the passwords of an address, else all of it. */
function secretParts(text: string): string[] {
  const named = [...text.matchAll(setting)].map(([, single, double, bare]) =>
    [single, double, bare].find((each) => each !== undefined),
  )
  const scheme = address.exec(text)
  const login = scheme ? passwordOf(text.slice(scheme[0].length)) : parenthesized.exec(text)?.[1]
  const isAddress = scheme !== null || login !== undefined
  const forms = [settings, hostAndPort, behind]
  if (!isAddress && !forms.some((form) => form.test(text))) return [text]
  return [login, ...named].filter((part) => part !== undefined)
}

/** How a key is encoded, written before it. */
const encoding = /^(?:base64|hex|plain):/

/**
 * Whether a value of a secret variable has a secret in it that is written out. Passwords and keys
 * of variables alone have none, whatever is put between them.
 */
export function writesSecret(value: string): boolean {
  return secretParts(marked(value)).some((part) => /[\p{L}\p{N}]/u.test(part.replace(encoding, '')))
}

/** Whether a value says where to look instead of what it is, in every part that is secret. */
export function isReference(value: string): boolean {
  return marked(value).includes(mark) && !writesSecret(value)
}
