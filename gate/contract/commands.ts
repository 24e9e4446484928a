/** The part of the contract about the target's own commands. */
import * as z from 'zod'
import type { Account } from './account.ts'
import { type Command, commandSchema } from './command.ts'
import { fn } from './fields.ts'

export const commandsSchema = z.strictObject({
  /** Migrates the database. Default: the target does that on its first start. */
  migrate: commandSchema.exactOptional(),
  /** Undoes the last migration. Default: claims about it are unverified. */
  rollback: commandSchema.exactOptional(),
  /** Prints the version of the schema. Default: claims about it are unverified. */
  currentVersion: commandSchema.exactOptional(),
  /** Says what is wrong with the deployment. Default: claims about it are unverified. */
  check: commandSchema.exactOptional(),
  /** Prints the figures for `poolFigures.command`. Default: claims about it are unverified. */
  poolStatus: commandSchema.exactOptional(),
  /** Creates the first administrator. Default: `admin` exists after the first start. */
  createAdmin: fn<(account: Account) => Command>().exactOptional(),
  /**
   * Writes a backup of the database to a file; it is run with the environment of the deployment
   * whose database is meant. Default: pg_dump, plain format.
   */
  backup: fn<(file: string) => Command>().exactOptional(),
  /**
   * Loads such a file into an empty database; it is run with the environment of the deployment
   * whose database is meant. Default: psql, which stops at the first error.
   */
  restore: fn<(file: string) => Command>().exactOptional(),
})

/** The target's own commands. */
export type Commands = z.infer<typeof commandsSchema>
