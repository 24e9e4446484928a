/**
 * The guide's connection pool table and its formula, the only place that states them. It imports
 * nothing, so that k6 scripts can import it.
 */

/** One row: a load level and the pool that the guide gives it. Rates are requests per second. */
export interface TuningRow {
  readonly name: 'light' | 'medium' | 'heavy' | 'very-heavy'
  readonly label: string
  /** The rates that the row is for; `upTo` is null where the guide sets no upper end. */
  readonly ratePerSecond: { readonly above: number; readonly upTo: number | null }
  /** The rate that the claim `load.<name>` is verified at: the range's upper end, or our choice. */
  readonly testRatePerSecond: number
  /** Connections that a pool keeps open. */
  readonly poolSize: number
  /** Connections that a pool may open beyond `poolSize` while the load lasts. */
  readonly maxOverflow: number
  /** Whether the row expects a pooler, such as PgBouncer, before PostgreSQL. */
  readonly throughPooler: boolean
  readonly note: string
}

export const tuningTable = [
  {
    name: 'light',
    label: 'Light',
    ratePerSecond: { above: 0, upTo: 100 },
    testRatePerSecond: 100,
    poolSize: 5,
    maxOverflow: 10,
    throughPooler: false,
    note: 'What a backend in development uses when nothing is set.',
  },
  {
    name: 'medium',
    label: 'Medium',
    ratePerSecond: { above: 100, upTo: 500 },
    testRatePerSecond: 500,
    poolSize: 20,
    maxOverflow: 40,
    throughPooler: false,
    note: 'Where production starts; 2 replicas of 4 workers already need 490 server connections.',
  },
  {
    name: 'heavy',
    label: 'Heavy',
    ratePerSecond: { above: 500, upTo: 1000 },
    testRatePerSecond: 1000,
    poolSize: 50,
    maxOverflow: 100,
    throughPooler: false,
    note: 'Raise max_connections to what the formula gives before using it.',
  },
  {
    // The guide gives least values for this row and no upper rate: 1500 is what we test at.
    name: 'very-heavy',
    label: 'Very Heavy',
    ratePerSecond: { above: 1000, upTo: null },
    testRatePerSecond: 1500,
    poolSize: 100,
    maxOverflow: 200,
    throughPooler: true,
    note: 'Sizes are the least to use; put PgBouncer between the backend and PostgreSQL.',
  },
] as const satisfies readonly TuningRow[]

/** Connections that the formula keeps for all but the pools: consoles, jobs, backups. */
export const reservedConnections = 10

/** How the connections to one database server come about. */
export interface PoolDemand {
  /** Connections that each pool keeps open. */
  readonly size: number
  /** Connections that each pool may open beyond its size. */
  readonly overflow: number
  /**
   * Every process that owns a pool. The guide's formula counts application instances, but a pool
   * belongs to a process: 2 replicas of 4 workers are 2 instances and 8 processes. While two
   * versions overlap, in a blue-green release, the processes of both count.
   */
  readonly processes: number
}

/**
 * The least max_connections that PostgreSQL needs: (size + overflow) x processes + 10.
 * With the Medium row and 2 replicas of 4 workers (20 + 40) x 8 + 10 = 490; counting instances
 * gives 130, and PostgreSQL allows 100 by default. Throws RangeError for a count that is not a
 * whole number of 0 or more: a comparison with NaN would let any server pass.
 */
export function connectionsNeeded({ size, overflow, processes }: PoolDemand): number {
  for (const [name, count] of Object.entries({ size, overflow, processes })) {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`${name} must be a whole number of 0 or more, not ${count}`)
    }
  }
  return (size + overflow) * processes + reservedConnections
}
