/** The servers that engine local can start for a backend in a folder. */
import { resolve } from 'node:path'
import type { Startable } from '#gate/init/guess/services.ts'
import { packageFor, postgresPackage } from '#gate/stack/local/postgres-files.ts'
import { redisProgram } from '#gate/stack/local/redis.ts'

/** As the engine itself would find them. */
export function startableFor(folder: string): Startable {
  return {
    postgres: (postgresMajor) => {
      try {
        return postgresPackage({ postgresMajor, folder: resolve(folder) }) !== undefined
      } catch {
        return false
      }
    },
    packageFor,
    program: (name) => redisProgram({ redisProgram: name, folder }) !== undefined,
  }
}
