/** Backups by the target's own commands, or as the guide makes them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { CommandResult } from '#gate/system/command.ts'
import type { Target } from '#gate/system/target.ts'
import {
  type ClientPlace,
  demandClient,
  dumpTo,
  lastWords,
  restoreFrom,
  rowsOf,
} from './postgres-client.ts'

/** What pg_dump says of a server that is newer than itself. */
const tooOld = /server version mismatch|aborting because of server version/i

export class Backup {
  readonly target: Target
  readonly place: ClientPlace
  /** Where backups are written. */
  readonly folder: string

  private constructor(target: Target, place: ClientPlace, folder: string) {
    this.target = target
    this.place = place
    this.folder = folder
  }

  /** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where the clients are older than the server */
  static async of(target: Target, url: string, { labels }: WorkerContext): Promise<Backup> {
    const place = { labels, folder: labels.scratchDir }
    await demandClient(place, url)
    return new Backup(target, place, await mkdtemp(join(labels.scratchDir, 'backup-')))
  }

  /** Whether the target brings commands of its own. */
  get isOwn(): boolean {
    const { backup, restore } = this.target.config.commands ?? {}
    return backup !== undefined && restore !== undefined
  }

  async dump(url: string, file: string): Promise<CommandResult> {
    const path = join(this.folder, file)
    const own = this.target.config.commands?.backup
    if (!own) return await dumpTo(this.place, url, path)
    const result = await this.target.run(own(path), { postgresUrl: url })
    if (tooOld.test(result.output)) throw inconclusive(lastWords(result))
    return result
  }

  /** Into a database that is empty. */
  async restore(url: string, file: string): Promise<CommandResult> {
    const path = join(this.folder, file)
    const own = this.target.config.commands?.restore
    if (!own) return await restoreFrom(this.place, url, path)
    return await this.target.run(own(path), { postgresUrl: url })
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** What a table holds: how many rows, and a checksum over all of them in any order. */
export interface Contents {
  rows: number
  checksum: string
}

const relationsSql = `select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'S') and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname not like 'pg\\_%' order by 1`

/** Every table with its rows, and every sequence with where it stands. */
export async function contentsOf(url: string): Promise<Record<string, Contents>> {
  const contents: Record<string, Contents> = {}
  const relations = await rowsOf<{ name: string; kind: string }>(url, relationsSql)
  for (const { name, kind } of relations) {
    const row = kind === 'S' ? 'last_value::text || is_called::text' : 't::text'
    const sql = `select count(*)::int as rows,
      coalesce(md5(string_agg(md5(${row}), '' order by md5(${row}))), '') as checksum
      from ${name} as t`
    const [found] = await rowsOf<Contents>(url, sql)
    if (found) contents[name] = found
  }
  return contents
}
