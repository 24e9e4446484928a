/** Which servers production has, by the images of the compose file. */

import { postgresMajors } from '#gate/contract/services.ts'
import type { ComposeService } from '#gate/kit/deploy/compose/compose-file.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import type { Findings, Guess, Todo } from '../guess.ts'
import { deployedServices } from '../read/compose.ts'
import type { Folder } from '../read/files.ts'

/** What the gate starts if nothing is said. */
const defaultMajor = 15

/** Which servers this machine can start as processes. */
export interface Startable {
  postgres(major: number): boolean
  /** What npm has to install for a major version of PostgreSQL. */
  packageFor(major: number): string
  program(name: string): boolean
}

/** The major version in a tag: `17`, `16-3.4`, `2.14.2-pg16`, `pg17`, `v15.4`. */
function majorOf(image: string): number | undefined {
  const tag = /:([^:@/]+)(?:@|$)/.exec(image)?.[1] ?? ''
  const [, digits] = /(?:^|[^a-z])pg(\d+)/i.exec(tag) ?? /^v?(\d+)(?![\d])/.exec(tag) ?? []
  const major = Number(digits)
  return postgresMajors.some((each) => each === major) ? major : undefined
}

/** A name such as `postgres`, `library/postgres` or `docker.io/library/postgres`. */
const isPlain = (image: string) => /^(?:docker\.io\/)?(?:library\/)?postgres(?::|@|$)/.test(image)

/** A script of SQL that the image runs on its first start. */
function scriptOf({ binds }: ComposeService): string | undefined {
  const sql = binds.filter(({ target }) => /^\/docker-entrypoint-initdb\.d\/.+\.sql$/.test(target))
  return sql.length === 1 ? sql[0]?.source.replace(/^\.\//, '') : undefined
}

/** The locale that the image makes its databases with, if the file says one. */
function localeOf({ environment }: ComposeService): string | undefined {
  const args = environment.POSTGRES_INITDB_ARGS ?? ''
  return /--(?:locale|lc-collate)[= ]["']?([\w.@-]+)/.exec(args)?.[1]
}

function postgresFindings(service: ComposeService, file: string, startable: Startable): Findings {
  const guesses: Guess[] = []
  const todos: Todo[] = []
  const because = `the image of ${service.name} in ${file}`
  const path = (key: string) => ['services', 'postgres', key]
  const major = majorOf(service.image)
  if (major !== undefined && major !== defaultMajor) {
    const version = { path: path('version'), value: major, because }
    if (startable.postgres(major)) guesses.push(version)
    else {
      const ask =
        `${file} has PostgreSQL ${major}, the gate has ${defaultMajor}: say so with engine ` +
        `docker, or after npm install --save-dev ${startable.packageFor(major)}`
      todos.push({ path: version.path, ask, example: String(major) })
    }
  }
  if (service.image !== '' && !isPlain(service.image))
    guesses.push({ path: path('image'), value: service.image, because })
  const locale = localeOf(service)
  if (locale !== undefined) {
    const said = `POSTGRES_INITDB_ARGS of ${service.name} in ${file}`
    guesses.push({ path: path('locale'), value: locale, because: said })
  }
  const script = scriptOf(service)
  if (script !== undefined)
    guesses.push({ path: path('script'), value: script, because: 'mounted' })
  return { guesses, todos }
}

function redisFindings(service: ComposeService, file: string, startable: Startable): Findings {
  if (!/valkey/.test(service.image)) return { guesses: [], todos: [] }
  const because = `the image of ${service.name} in ${file}`
  const path = ['services', 'redis', 'program']
  const image = { path: ['services', 'redis', 'image'], value: service.image, because }
  const program = 'valkey-server'
  if (startable.program(program)) {
    return { guesses: [{ path, value: program, because }, image], todos: [] }
  }
  const ask = `${file} has Valkey, the gate starts Redis: install ${program}, then say so`
  return { guesses: [image], todos: [{ path, ask, example: program }] }
}

/** What the compose file says of the servers behind the backend. */
export function serviceFindings(folder: Folder, startable: Startable): Findings {
  const compose = deployedServices(folder)
  if (!compose) return { guesses: [], todos: [] }
  const { services } = compose
  const [database, cache] = [
    serviceFor('database', services, {}),
    serviceFor('cache', services, {}),
  ]
  const isPostgres = database && /postg|timescale|pgvector/i.test(database.image)
  const found = [
    isPostgres ? postgresFindings(database, compose.file, startable) : undefined,
    cache ? redisFindings(cache, compose.file, startable) : undefined,
  ]
  return {
    guesses: found.flatMap((each) => each?.guesses ?? []),
    todos: found.flatMap((each) => each?.todos ?? []),
  }
}
