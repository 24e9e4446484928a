/** How many connections the database server of a guide accepts. */
import { PreflightError } from '#gate/errors.ts'
import { wordsWithin } from '#gate/kit/deploy/compose/command-words.ts'
import type { ComposeService } from '#gate/kit/deploy/compose/compose-file.ts'
import { maxConnectionsOf } from '#gate/kit/deploy/compose/max-connections.ts'
import { serversAmong } from '#gate/kit/deploy/compose/service-parts.ts'
import type { Guide } from '../document/guide.ts'
import { composeFilesOf } from './compose-files.ts'

export interface DatabaseLimit {
  count: number
  /** `PostgreSQL's default`, or where it is set. */
  from: string
  /** In the guide, where there is one. */
  line: number | undefined
}

/** Defaults of servers, by their images: their documentation of max_connections. */
const defaults: readonly { image: RegExp; name: string; count: number }[] = [
  {
    image: /(?:^|[/-])(?:postgres|postgresql|postgis|timescaledb|pgvector)\b/,
    name: 'PostgreSQL',
    count: 100,
  },
  { image: /(?:^|\/)(?:mysql|mariadb)\b/, name: 'MySQL', count: 151 },
]

const poolers = /pgbouncer|pgcat|odyssey|pgpool|supavisor|rds-proxy|proxysql/i

/** Whether a pooler stands between the backend and the database. */
export function hasPooler(guide: Guide): boolean {
  return composeFilesOf(guide).some(({ services }) =>
    services.some(({ image, name }) => poolers.test(`${image} ${name}`)),
  )
}

const inText = /\bmax_connections\b["'`]?\s*(?:=|to|:|is|of|at)?\s*["'`]?(\d{2,6})\b/gi

/** The highest value that the guide's text or commands set; what it calls a default is none. */
function saidInText({ lines }: Guide): DatabaseLimit | undefined {
  const said = lines.flatMap((line, at) =>
    /\bdefaults?\b|[<>≥≤]=?\s*\(|\+\s*\d/i.test(line)
      ? []
      : [...line.matchAll(inText)].map(([, number]) => ({
          count: Number(number),
          from: `max_connections at line ${at + 1}`,
          line: at + 1,
        })),
  )
  return said.toSorted((one, other) => other.count - one.count)[0]
}

/** What a service's command or configuration sets; `unknown` if a file says it that is not here. */
function setBy(service: ComposeService, folder: string): number | 'unknown' | undefined {
  const words = wordsWithin([...service.entrypoint, ...service.command])
  const mysql = /^--max[-_]connections=(\d+)$/.exec(
    words.find((word) => /^--max[-_]connections=/.test(word)) ?? '',
  )
  if (mysql) return Number(mysql[1])
  try {
    return maxConnectionsOf(service, folder)
  } catch (error) {
    if (error instanceof PreflightError) return 'unknown'
    throw error
  }
}

/**
 * The limit of the server that the guide sets up; undefined if it is not known.
 * @param folder with the guide's files
 */
export function databaseLimit(guide: Guide, folder: string): DatabaseLimit | undefined {
  const said = saidInText(guide)
  for (const compose of composeFilesOf(guide)) {
    const postgres = serversAmong('database', compose.services)
    const others = compose.services.filter(({ image }) => defaults[1]?.image.test(image))
    for (const service of [...postgres, ...others]) {
      const known = defaults.find(({ image }) => image.test(service.image))
      const set = setBy(service, folder)
      if (set === 'unknown' || !known) return said
      const line = compose.lineOf(['services', service.name, 'command'])
      if (set !== undefined) return { count: set, from: `max_connections of ${service.name}`, line }
      return said ?? { count: known.count, from: `${known.name}'s default`, line: undefined }
    }
  }
  return said
}
