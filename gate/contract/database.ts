/** The part of a target's contract that is about its migrations and its backups. */
import type { Command } from './contract.ts'

/** One migration as a file of the target's tool. */
export interface MigrationFile {
  /** Relative to the folder that the commands run in. */
  file: string
  text: string
}

export interface MigrationsConfig {
  /**
   * A migration that runs these SQL statements, for checks that add one to a copy of the target. It
   * comes after every one that there is, and after those with a lower number.
   */
  add?(number: number, sql: string): MigrationFile
  /**
   * What a copy has to hold for the commands to find the added file, relative to the folder that
   * they run in; whatever lies beside it is linked. Default: all of that folder.
   */
  copy?: string
}

/** Run with the environment of the deployment whose database is meant. */
export interface BackupCommands {
  /** Writes a backup of the database to a file. Default: pg_dump, plain. */
  backup?: (file: string) => Command
  /** Loads such a file into a database that is empty. Default: psql, ending at an error. */
  restore?: (file: string) => Command
}
