/** Backups with the target's own commands, or with pg_dump and psql as in the guide. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import { couldNotRun } from '#gate/host/process/exit-codes.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { CommandResult } from '#gate/system/command.ts'
import type { Target } from '#gate/system/target.ts'
import {
  type ClientLocation,
  dumpTo,
  lastLines,
  requireClient,
  restoreFrom,
} from './postgres-client.ts'

/** The error of a pg_dump that is older than the server. */
const tooOld = /server version mismatch|aborting because of server version/i

export class Backup {
  readonly target: Target
  readonly location: ClientLocation
  /** Backups are written here. */
  readonly folder: string

  private constructor(target: Target, location: ClientLocation, folder: string) {
    this.target = target
    this.location = location
    this.folder = folder
  }

  /** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if pg_dump is older than the server */
  static async of(target: Target, url: string, { labels }: WorkerContext): Promise<Backup> {
    const location = { labels, folder: labels.scratchDir }
    await requireClient(location, url)
    return new Backup(target, location, await mkdtemp(join(labels.scratchDir, 'backup-')))
  }

  /** Whether the target's config has both commands. */
  get usesOwnCommands(): boolean {
    const { backup, restore } = this.target.config.commands ?? {}
    return backup !== undefined && restore !== undefined
  }

  /** Whether a failure is the target's own, and not that of a program that is not here. */
  wasTried({ exitCode }: CommandResult): boolean {
    return this.usesOwnCommands && !couldNotRun(exitCode)
  }

  async dump(url: string, file: string): Promise<CommandResult> {
    const path = join(this.folder, file)
    const command = this.target.config.commands?.backup
    if (!command) return await dumpTo(this.location, url, path)
    const result = await this.target.runHere(command(path), { postgresUrl: url })
    if (tooOld.test(result.output)) throw inconclusive(lastLines(result))
    return result
  }

  /** Restores into an empty database. */
  async restore(url: string, file: string): Promise<CommandResult> {
    const path = join(this.folder, file)
    const command = this.target.config.commands?.restore
    if (!command) return await restoreFrom(this.location, url, path)
    return await this.target.runHere(command(path), { postgresUrl: url })
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** A table's number of rows, and a checksum over all of them that ignores their order. */
export interface Contents {
  rows: number
  checksum: string
}

const relationsSql = `select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'S') and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname not like 'pg\\_%' order by 1`

/** The contents of every table, and the state of every sequence. */
export async function contentsOf(url: string): Promise<Record<string, Contents>> {
  const contents: Record<string, Contents> = {}
  const relations = await query<{ name: string; kind: string }>(url, relationsSql)
  for (const { name, kind } of relations) {
    const row = kind === 'S' ? 'last_value::text || is_called::text' : 't::text'
    const sql = `select count(*)::int as rows,
      coalesce(md5(string_agg(md5(${row}), '' order by md5(${row}))), '') as checksum
      from ${name} as t`
    const [found] = await query<Contents>(url, sql)
    if (found) contents[name] = found
  }
  return contents
}
