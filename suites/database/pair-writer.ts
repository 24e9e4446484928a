/** Transactions that write to two tables at once, so that both always hold the same ids. */
import { orAborted, sleep } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres, query } from '#gate/stack/postgres-session.ts'

/** The order in which a dump visits the tables, whether by name or by age. */
const first = 'preflight_a_debits'
const between = 'preflight_m_between'
const last = 'preflight_z_credits'
/** More than fits into the buffers on the way: no reader can finish it while it is held. */
const betweenRows = 2_000
const rowText = 'preflight '.repeat(100)
/** Pause between two transactions: about 200 a second. */
const intervalMs = 4

/** Creates the tables; the first row of the one in the middle contains the marker. */
export async function makePairTables(url: string, marker: string): Promise<void> {
  await query(url, `create table ${first} (id integer primary key)`)
  await query(url, `create table ${between} (id integer primary key, text text)`)
  await query(
    url,
    `insert into ${between} select n, case n when 1 then $1 else '' end || $2
      from generate_series(1, ${betweenRows}) as n`,
    [marker, rowText],
  )
  await query(url, `create table ${last} (id integer primary key)`)
}

export interface PairWriter {
  /** When each transaction was acknowledged, by `performance.now()`, in order. */
  readonly acknowledgedMs: readonly number[]
  end(): Promise<void>
}

/** Writes pairs one after the other until ended. */
export async function writePairs(url: string): Promise<PairWriter> {
  const session = await connectPostgres(url, { application_name: 'preflight-writer' })
  const acknowledgedMs: number[] = []
  const stop = new AbortController()
  const write = async () => {
    for (let id = 1; !stop.signal.aborted; id += 1) {
      await session.query('begin')
      await session.query(`insert into ${last} values ($1)`, [id])
      await session.query(`insert into ${first} values ($1)`, [id])
      await session.query('commit')
      acknowledgedMs.push(performance.now())
      await orAborted(sleep(intervalMs), stop.signal).catch(() => {})
    }
  }
  const writing = write()
  writing.catch(() => {}) // `end` throws the error.
  return {
    acknowledgedMs,
    end: async () => {
      stop.abort()
      try {
        await writing
      } finally {
        await closeSession(session)
      }
    },
  }
}

/** The pairs in a database. */
export interface Pairs {
  both: number
  withoutCredit: number
  withoutDebit: number
}

export async function pairsOf(url: string): Promise<Pairs> {
  const [row] = await query<Pairs>(
    url,
    `select count(*) filter (where a.id is not null and z.id is not null)::int as "both",
      count(*) filter (where z.id is null)::int as "withoutCredit",
      count(*) filter (where a.id is null)::int as "withoutDebit"
    from ${first} a full join ${last} z on a.id = z.id`,
  )
  return row as Pairs
}
