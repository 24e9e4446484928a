/** The reserve that the formula leaves to consoles, jobs and backups, in use while a check runs. */
import type { Client } from 'pg'
import { inconclusive } from '#gate/errors.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'
import { reservedConnections } from '#guide/tuning-table.ts'

/** The SQLSTATE with which PostgreSQL refuses a connection too many. */
export const tooMany = '53300'

const countSql = `select
    count(*) filter (where application_name like 'preflight%')::int as gate,
    count(*) filter (where application_name not like 'preflight%')::int as target
  from pg_stat_activity where backend_type = 'client backend'`

/** Connections of the gate and of everybody else. */
interface Counts {
  gate: number
  target: number
}

/**
 * The reserve of 10, in use, as by a console, a job and a backup. The gate's own connections count
 * as well, and one that is just closing counts until PostgreSQL has let it go. So the reserve is
 * counted and filled again for as long as it is needed.
 */
export class Reserve {
  private readonly url: string
  private readonly open: [Client, ...Client[]]

  private constructor(url: string, first: Client) {
    this.url = url
    this.open = [first]
  }

  /** Opens the reserve, once no connection of the gate closes any more. */
  static async on(url: string): Promise<Reserve> {
    const reserve = new Reserve(url, await connect(url))
    const options = { stableMs: 300, timeoutMs: 10_000, intervalMs: 50 }
    const count = await steadyCount('connections of the gate', () => reserve.fill(), options)
    if (count <= reservedConnections) return reserve
    await reserve.close()
    throw inconclusive(`the gate itself has ${count} connections open`)
  }

  async counts(): Promise<Counts> {
    const [counts] = (await this.open[0].query<Counts>(countSql)).rows
    return counts ?? { gate: 0, target: 0 }
  }

  /**
   * Opens what is missing, unless the server refuses it: a superuser, like the target here, may
   * take the last ones.
   * @returns how many there were before
   */
  async fill(): Promise<number> {
    const { gate: count } = await this.counts()
    const missing = Math.max(0, reservedConnections - count)
    const sessions = await Promise.all(
      Array.from({ length: missing }, () => connectUnlessFull(this.url)),
    )
    this.open.push(...sessions.filter((session) => session !== undefined))
    return count
  }

  async close(): Promise<void> {
    await Promise.all(this.open.map(closeSession))
  }
}

function connect(url: string): Promise<Client> {
  return connectPostgres(url, { application_name: 'preflight-reserve' })
}

async function connectUnlessFull(url: string): Promise<Client | undefined> {
  return await connect(url).catch((error: { code?: string }) => {
    if (error.code !== tooMany) throw error
    return undefined
  })
}
