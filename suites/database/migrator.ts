/** The target's migration commands on one database, and what they left there. */
import { createHash } from 'node:crypto'
import type { MigrationFile } from '#gate/contract/database.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { CommandResult } from '#gate/system/command.ts'
import { copyTarget, type TargetCopy } from '#gate/system/copy.ts'
import type { Target } from '#gate/system/target.ts'
import { type ClientPlace, demandClient, lastWords, schemaOf } from './postgres-client.ts'

type Step = 'migrate' | 'rollback' | 'currentVersion'

/** What a schema is named by in evidence, and the dump itself. */
export interface Schema {
  dump: string
  sha256: string
  statements: number
}

export class Migrator {
  readonly target: Target
  readonly url: string
  readonly place: ClientPlace

  private constructor(target: Target, url: string, place: ClientPlace) {
    this.target = target
    this.url = url
    this.place = place
  }

  /**
   * @param url a superuser's connection string
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where the schema cannot be dumped
   */
  static async on(target: Target, url: string, { labels }: WorkerContext): Promise<Migrator> {
    const place = { labels, folder: labels.scratchDir }
    await demandClient(place, url)
    return new Migrator(target, url, place)
  }

  /** @param folder of a copy of the target */
  async run(step: Step, folder?: string): Promise<CommandResult> {
    const command = this.target.command(step)
    return await this.target.run(command, { postgresUrl: this.url }, 0, folder)
  }

  /** Runs what is another claim's business. @throws PreflightError PREFLIGHT_E_INCONCLUSIVE */
  async must(step: Step, folder?: string): Promise<CommandResult> {
    const result = await this.run(step, folder)
    if (result.exitCode === 0) return result
    throw inconclusive(`${step} ended with ${result.exitCode}: ${lastWords(result)}`)
  }

  /** What the current-version command prints. */
  async version(): Promise<string> {
    return (await this.must('currentVersion')).stdout.trim()
  }

  async schema(): Promise<Schema> {
    const dump = await schemaOf(this.place, this.url)
    const sha256 = createHash('sha256').update(dump).digest('hex').slice(0, 16)
    return { dump, sha256, statements: dump.split(';\n').length - 1 }
  }
}

/** What evidence says of a schema. */
export function named({ sha256, statements }: Schema) {
  return { sha256, statements }
}

/** The first lines in which two schemas differ: for the reader of a failure. */
export function difference(before: Schema, after: Schema): string {
  const [one, other] = [before.dump.split('\n'), after.dump.split('\n')]
  const [had, has] = [new Set(one), new Set(other)]
  const gone = one.filter((line) => !has.has(line)).map((line) => `- ${line}`)
  const come = other.filter((line) => !had.has(line)).map((line) => `+ ${line}`)
  const lines = [...gone, ...come].slice(0, 12)
  return lines.length > 0 ? lines.join('\n') : 'the same lines in another order or number'
}

/** What the contract says of adding migrations. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
export function migrationAdder(target: Target): (number: number, sql: string) => MigrationFile {
  const add = target.config.migrations?.add
  if (!add) throw unverified({ missing: ['migrations.add'] })
  return add
}

/** A copy of the target for migrations to be added to. */
export async function copyFor(target: Target, { labels }: WorkerContext): Promise<TargetCopy> {
  return await copyTarget(target.folder, target.config.migrations?.copy ?? '.', labels.scratchDir)
}
