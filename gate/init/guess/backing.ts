/** Where the addresses of PostgreSQL and Redis go. */
import type { Findings, Guess } from '../guess.ts'
import { usualForm, type Variable } from '../read/variables.ts'

type Service = 'postgres' | 'redis'

const urlNames: Record<Service, RegExp> = {
  postgres: /^(\w+_)?(DATABASE|DB|POSTGRES(QL)?|PG)_(URL|URI|DSN)$/,
  redis: /^(\w+_)?(REDIS|VALKEY|CACHE)_(URL|URI|DSN)$/,
}
const urlValues: Record<Service, RegExp> = {
  postgres: /^postgres(ql)?(\+\w+)?:\/\//,
  redis: /^(rediss?|valkey):\/\//,
}
/** What the names of the parts of an address begin and end with. */
const prefixes: Record<Service, string> = {
  postgres: '((?:\\w+_)?(?:DATABASE|DB|POSTGRES?(?:QL)?|PG(?:SQL)?|PSQL)_|PG)',
  redis: '((?:\\w+_)?(?:REDIS|VALKEY)_)',
}
const partEndings: Readonly<Record<string, string>> = {
  address: '(?:ADDR(?:ESS)?|ENDPOINT)',
  host: '(?:HOST|SERVER)',
  port: 'PORT',
  user: 'USER(?:NAME)?',
  password: 'PASS(?:W(?:OR)?D)?',
  database: '(?:NAME|DB|DATABASE)',
}

/** Addresses, ports and names of drivers by which another server than the two is told. */
const otherScheme =
  /^(?!(?:jdbc:)?(?:postg|rediss?:|valkey:))[a-z][\w+.-]*:(?:\/\/|\w+:\/\/|(?=\.?\/))/i
const otherPorts = /^(?:3306|3307|1433|1521|27017|11211)$/
const otherDriver = /^(?:my_?sql|maria|sqlite|sqlserver|sqlsrv|mssql|oracle|mongo)|\bmysql\b/i

/** Whether a variable beside the address says that the server is of another kind. */
function isOther(service: Service, variables: readonly Variable[]): boolean {
  const saying: readonly [ending: string, value: RegExp][] = [
    ['PORT', otherPorts],
    ['(?:TYPE|DRIVER|ENGINE|DIALECT|CONNECTION|CLIENT|ADAPTER|BACKEND)', otherDriver],
  ]
  return saying.some(([ending, pattern]) => {
    const name = new RegExp(`^${prefixes[service]}${ending}$`)
    return variables.some((each) => name.test(usualForm(each.name)) && pattern.test(each.value))
  })
}

/** A host where a URL is expected: its parts are in other variables. */
const bareHost = /^[a-z][\w.-]*(?::\d+)?$/i

function isHostOfParts(service: Service, { value }: Variable, variables: readonly Variable[]) {
  const pattern = new RegExp(
    `^${prefixes[service]}(?:${partEndings.user}|${partEndings.database})$`,
  )
  return bareHost.test(value) && variables.some(({ name }) => pattern.test(usualForm(name)))
}

interface Parts {
  parts: Record<string, string>
  file: string
}

/**
 * The variables of the parts behind a prefix; undefined where none of them is a host.
 * @param host the one to take where none has the name of a host
 */
function partsBehind(
  prefix: string,
  variables: readonly Variable[],
  host?: (variable: Variable) => boolean,
): Parts | undefined {
  const parts: Record<string, string> = {}
  let file = ''
  for (const [part, ending] of Object.entries(partEndings)) {
    const pattern = new RegExp(`^${prefix}${ending}$`)
    const isHost = part === 'host' && parts.address === undefined ? host : undefined
    const found =
      variables.find(({ name }) => pattern.test(usualForm(name))) ??
      (isHost && variables.find(isHost))
    if (!found) continue
    // Some call host and port in one the host.
    const isBoth = part === 'host' && /^[\w.-]+:\d+$/.test(found.value)
    parts[isBoth ? 'address' : part] = found.name
    file ||= found.file
  }
  return (parts.address ?? parts.host) === undefined ? undefined : { parts, file }
}

/** What a server listens on unless it is told otherwise. */
const usualPorts: Record<Service, string> = { postgres: '5432', redis: '6379' }

/** Parts whose names do not say the service, whose port does: `SQL_HOST`, `SQL_PORT=5432`. */
function partsByPort(service: Service, variables: readonly Variable[]): Parts | undefined {
  const prefixed = variables.flatMap(({ name, value }) => {
    const [, prefix] = /^(\w+_)PORT$/.exec(usualForm(name)) ?? []
    return prefix !== undefined && value === usualPorts[service] ? [prefix] : []
  })
  return prefixed.map((prefix) => partsBehind(`(${prefix})`, variables)).find(Boolean)
}

function partsOf(service: Service, variables: readonly Variable[]): Guess[] {
  if (isOther(service, variables)) return []
  const isHost = (each: Variable) => isUrl(service, each) && bareHost.test(each.value)
  const named = partsBehind(prefixes[service], variables, isHost)
  const found = named ?? partsByPort(service, variables)
  if (!found) return []
  const because = `by their ${named ? 'names' : 'port'}, in ${found.file}`
  return Object.entries(found.parts).map(([part, value]) => ({
    path: ['backing', service, part],
    value,
    because,
  }))
}

/** Whether a variable is called as those with the whole address are. */
const isUrl = (service: Service, { name }: Variable) => urlNames[service].test(usualForm(name))

/** Go's lib/pq, for one, wants TLS unless the address says otherwise. */
function queryOf({ value }: Variable): string | undefined {
  return /^[a-z][a-z+]*:\/\/[^?#\s]*\?([^?#\s]+=[^?#\s]*)$/.exec(value)?.[1]
}

/** SQLAlchemy, for one, wants the driver in front of the address. */
function schemeOf({ value }: Variable): string | undefined {
  const scheme = /^([a-z]+(?:\+\w+)?):\/\//.exec(value)?.[1]
  return scheme === undefined || /^(postgres(ql)?|redis)$/.test(scheme) ? undefined : scheme
}

/** The host of a URL that is one of the service. */
function hostOf(service: Service, { value }: Variable): string | undefined {
  if (!urlValues[service].test(value)) return undefined
  return /^[^:]+:\/\/(?:[^@/?#]*@)?([^/?#]+)/.exec(value)?.[1]
}

/** Other variables with a URL of the same server: those of sessions, queues, locks. */
function alsoOf(service: Service, found: Variable, variables: readonly Variable[]): string[] {
  const host = hostOf(service, found)
  if (host === undefined) return []
  const same = variables.filter((each) => each !== found && hostOf(service, each) === host)
  return same.map(({ name }) => name)
}

/** Parameters of a database's address that bound its pool, as Prisma, pgx and others call them. */
const poolParameters = {
  poolSize: /^(?:connection_limit|(?:pool_)?max_conns|pool_?(?:max_)?size|max_?pool_?size)$/i,
  poolTimeout: /^pool_?timeout$/i,
}

/** Settings that are parameters of the database's address. */
function poolGuesses({ name, file }: Variable, query: string | undefined): Guess[] {
  const parameters = [...new URLSearchParams(query).keys()]
  return Object.entries(poolParameters).flatMap(([setting, pattern]) => {
    const parameter = parameters.find((each) => pattern.test(each))
    const value = `${name}?${parameter}`
    return parameter ? [{ path: ['settings', setting], value, because: `in ${file}` }] : []
  })
}

function backingOf(service: Service, variables: readonly Variable[]): Guess[] {
  const found =
    variables.find(({ value }) => urlValues[service].test(value)) ??
    variables.find(
      (each) =>
        isUrl(service, each) &&
        !otherScheme.test(each.value) &&
        !isHostOfParts(service, each, variables),
    )
  if (!found) return partsOf(service, variables)
  const because = `in ${found.file}`
  const also = alsoOf(service, found, variables)
  const ends = {
    scheme: schemeOf(found),
    query: queryOf(found),
    also: also.length > 0 ? also : undefined,
  }
  const said = Object.entries(ends).filter(([, value]) => value !== undefined)
  if (said.length === 0) return [{ path: ['backing', service], value: found.name, because }]
  const address = [['url', found.name] as const, ...said].map(([part, value]) => ({
    path: ['backing', service, part],
    value,
    because,
  }))
  return service === 'postgres' ? [...address, ...poolGuesses(found, ends.query)] : address
}

/** The services behind the backend. */
export function backingFindings(variables: readonly Variable[]): Findings {
  return {
    guesses: [...backingOf('postgres', variables), ...backingOf('redis', variables)],
    todos: [
      {
        path: ['backing', 'postgres'],
        ask: 'Which variable holds the address of PostgreSQL? Leave it out if there is none.',
        example: 'DATABASE_URL',
      },
    ],
  }
}
