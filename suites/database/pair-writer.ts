/** Transactions that write to two tables, so that neither ever has what the other lacks. */
import { Client } from 'pg'
import { orAborted, sleep } from '#gate/host/process/wait.ts'
import { rowsOf } from './postgres-client.ts'

/** A dump that takes tables one by one, by name or by age, meets them in this order. */
const first = 'preflight_a_debits'
const between = 'preflight_m_between'
const last = 'preflight_z_credits'
/** More than lies in buffers on the way: who reads it cannot have finished while it is held. */
const betweenRows = 2_000
const rowText = 'preflight '.repeat(100)
/** Between two transactions: some 200 a second. */
const intervalMs = 4

/** Makes the tables; the first row of the one in the middle holds the marker. */
export async function makePairTables(url: string, marker: string): Promise<void> {
  await rowsOf(url, `create table ${first} (id integer primary key)`)
  await rowsOf(url, `create table ${between} (id integer primary key, text text)`)
  await rowsOf(
    url,
    `insert into ${between} select n, case n when 1 then $1 else '' end || $2
      from generate_series(1, ${betweenRows}) as n`,
    [marker, rowText],
  )
  await rowsOf(url, `create table ${last} (id integer primary key)`)
}

export interface PairWriter {
  /** When each transaction was acknowledged, by `performance.now()`, in order. */
  readonly acknowledgedMs: readonly number[]
  end(): Promise<void>
}

/** Writes one pair after the other until told to end. */
export async function writePairs(url: string): Promise<PairWriter> {
  const client = new Client({ connectionString: url, application_name: 'preflight-writer' })
  await client.connect()
  const acknowledgedMs: number[] = []
  const stop = new AbortController()
  const write = async () => {
    for (let id = 1; !stop.signal.aborted; id += 1) {
      await client.query('begin')
      await client.query(`insert into ${last} values ($1)`, [id])
      await client.query(`insert into ${first} values ($1)`, [id])
      await client.query('commit')
      acknowledgedMs.push(performance.now())
      await orAborted(sleep(intervalMs), stop.signal).catch(() => {})
    }
  }
  const writing = write()
  writing.catch(() => {}) // Whoever ends it gets the error.
  return {
    acknowledgedMs,
    end: async () => {
      stop.abort()
      try {
        await writing
      } finally {
        await client.end()
      }
    },
  }
}

/** What a database has of the pairs. */
export interface Pairs {
  both: number
  withoutCredit: number
  withoutDebit: number
}

export async function pairsOf(url: string): Promise<Pairs> {
  const [row] = await rowsOf<Pairs>(
    url,
    `select count(*) filter (where a.id is not null and z.id is not null)::int as "both",
      count(*) filter (where z.id is null)::int as "withoutCredit",
      count(*) filter (where a.id is null)::int as "withoutDebit"
    from ${first} a full join ${last} z on a.id = z.id`,
  )
  return row as Pairs
}
