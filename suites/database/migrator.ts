/** The target's migration commands on one database, and the resulting schema. */
import { createHash } from 'node:crypto'
import type { MigrationFile } from '#gate/contract/migrations.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { CommandResult } from '#gate/system/command.ts'
import { copyTarget, type TargetCopy } from '#gate/system/copy.ts'
import type { Target } from '#gate/system/target.ts'
import { type ClientLocation, lastLines, requireClient, schemaOf } from './postgres-client.ts'

type Step = 'migrate' | 'rollback' | 'currentVersion'

/** A schema dump, and the summary of it for the evidence. */
export interface Schema {
  dump: string
  sha256: string
  statements: number
}

export class Migrator {
  readonly target: Target
  readonly url: string
  readonly location: ClientLocation

  private constructor(target: Target, url: string, location: ClientLocation) {
    this.target = target
    this.url = url
    this.location = location
  }

  /**
   * @param url a superuser's connection string
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the schema cannot be dumped
   */
  static async on(target: Target, url: string, { labels }: WorkerContext): Promise<Migrator> {
    const location = { labels, folder: labels.scratchDir }
    await requireClient(location, url)
    return new Migrator(target, url, location)
  }

  /** @param copy of the target, with more migrations */
  async run(step: Step, copy?: TargetCopy): Promise<CommandResult> {
    const command = this.target.command(step)
    return await this.target.run(command, { postgresUrl: this.url }, undefined, copy)
  }

  /**
   * Runs a step that another claim checks.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it fails
   */
  async mustRun(step: Step, copy?: TargetCopy): Promise<CommandResult> {
    const result = await this.run(step, copy)
    if (result.exitCode === 0) return result
    throw inconclusive(`${step} exited with ${result.exitCode}: ${lastLines(result)}`)
  }

  /**
   * The output of the current-version command.
   * @param copy of the target: the command may read the migrations that are there
   */
  async version(copy?: TargetCopy): Promise<string> {
    return (await this.mustRun('currentVersion', copy)).stdout.trim()
  }

  async schema(): Promise<Schema> {
    const dump = await schemaOf(this.location, this.url)
    const sha256 = createHash('sha256').update(dump).digest('hex').slice(0, 16)
    return { dump, sha256, statements: dump.split(';\n').length - 1 }
  }
}

/** The summary of a schema for the evidence. */
export function summaryOf({ sha256, statements }: Schema) {
  return { sha256, statements }
}

/** The first lines in which two schemas differ, for the report. */
export function difference(before: Schema, after: Schema): string {
  const [one, other] = [before.dump.split('\n'), after.dump.split('\n')]
  const [oldLines, newLines] = [new Set(one), new Set(other)]
  const removed = one.filter((line) => !newLines.has(line)).map((line) => `- ${line}`)
  const added = other.filter((line) => !oldLines.has(line)).map((line) => `+ ${line}`)
  const lines = [...removed, ...added].slice(0, 12)
  return lines.length > 0 ? lines.join('\n') : 'the same lines in another order or number'
}

/** The contract's function that adds a migration. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
export function migrationAdder(target: Target): (number: number, sql: string) => MigrationFile {
  const add = target.config.migrations?.add
  if (!add) throw unverified({ missing: ['migrations.add'] })
  return add
}

/** A copy of the target, to add migrations to. */
export async function copyFor(target: Target, { labels }: WorkerContext): Promise<TargetCopy> {
  return await copyTarget(target.folder, target.config.migrations?.copy ?? '.', labels.scratchDir)
}
