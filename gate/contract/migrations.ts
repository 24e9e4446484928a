/** The part of the contract about the target's migrations. */
import * as z from 'zod'
import { fn, text } from './fields.ts'

/** One migration as a file of the target's tool. */
export interface MigrationFile {
  /** Its path, relative to the folder that the commands run in. */
  file: string
  /** Its content. */
  text: string
}

export const migrationsSchema = z.strictObject({
  /**
   * Makes a migration that runs these SQL statements: checks add it to a copy of the target. It
   * must come after all existing ones, and after added ones with a lower number. Default: claims
   * that need it are unverified.
   */
  add: fn<(number: number, sql: string) => MigrationFile>().exactOptional(),
  /**
   * What is copied so that the commands find the added file, relative to the folder that they run
   * in; everything beside it is linked. Default: the whole folder.
   */
  copy: text.exactOptional(),
})
