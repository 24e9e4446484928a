import { defineClaims, text } from '../claim.ts'

const openModelRun = text`Offer the rate as an open model with k6, watch the pool and
  pg_stat_activity meanwhile, and read counts, drops and percentiles from the summary.`

/** The tuning table's rows under open-model load, and headroom, spike and soak. */
export const load = defineClaims('load', {
  'load.light': {
    level: 'must',
    impact: 'load',
    services: ['postgres'],
    programs: ['k6'],
    statement: text`At 100 requests a second with a pool of 5 + 10 no request fails, is dropped or
      waits until the pool's timeout, p95 and p99 meet the objectives, and connections stay within
      bounds.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: openModelRun,
    remedy: text`Shorten queries and transactions first: at this rate one pool of 15 gives a
      request at most 150 ms of connection time.`,
    prevents: text`The service fails at ordinary daytime traffic within an hour of launch.`,
  },
  'load.medium': {
    level: 'must',
    impact: 'load',
    services: ['postgres'],
    programs: ['k6'],
    statement: text`At 500 requests a second with a pool of 20 + 40 no request fails, is dropped or
      waits until the pool's timeout, p95 and p99 meet the objectives, and connections stay within
      bounds.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: openModelRun,
    remedy: text`Keep connection time under 120 ms a request for one pool of 60, and allow 490
      server connections if 2 replicas run 4 workers each.`,
    prevents: text`The recommended production size does not carry the traffic that it was chosen
      for, and the first busy day ends in timeouts.`,
  },
  'load.heavy': {
    level: 'must',
    impact: 'load',
    services: ['postgres'],
    programs: ['k6'],
    statement: text`At 1000 requests a second with a pool of 50 + 100 no request fails, is dropped
      or waits until the pool's timeout, p95 and p99 meet the objectives, and connections stay
      within bounds.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: openModelRun,
    remedy: text`Raise max_connections to the formula's result (1210 for 2 replicas of 4 workers) or
      divide the row's pool among the processes, then take load off the database with caching and
      indexes.`,
    prevents: text`Traffic doubles, the pool or the server's connections run out, and every
      request waits for its timeout.`,
  },
  'load.very-heavy': {
    level: 'must',
    impact: 'load',
    services: ['postgres', 'pgbouncer'],
    programs: ['k6'],
    statement: text`At 1500 requests a second with a pool of 100 + 200 through PgBouncer no request
      fails, is dropped or waits until the pool's timeout, p95 and p99 meet the objectives, and
      connections stay within bounds.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: openModelRun,
    remedy: text`Put PgBouncer in transaction mode in front of PostgreSQL, and size its server side
      for the database's cores, not for the number of clients.`,
    prevents: text`At the peak the database is busy with thousands of connections instead of
      queries, and throughput collapses.`,
  },
  'load.headroom': {
    level: 'beyond',
    impact: 'load',
    services: ['postgres', 'pgbouncer'],
    programs: ['k6'],
    statement: text`For each row, the max rate that its pool sustains within the objectives on this
      machine is known.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`For each row, raise the arrival rate in steps until an objective is missed,
      and report the last rate that met them all.`,
    remedy: text`If the knee lies near the row's rate, relieve what saturates first: CPU, pool or
      database. If none was found, widen the steps.`,
    prevents: text`Nobody knows how far today's traffic is from the limit, and the first sign of it
      is the outage.`,
  },
  'load.spike': {
    level: 'should',
    impact: 'load',
    services: ['postgres'],
    programs: ['k6'],
    statement: text`At 5 times the row's rate for 10 s the backend sheds load with 503 or 429, never
      crashes, and is back to normal within 5 s of the end.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Run the row's rate, the spike and the row's rate again with k6; count
      responses by status, and time the return to the objectives.`,
    remedy: text`Limit the queue in front of the pool, refuse early with Retry-After when it is
      full, and drop work whose client has disconnected.`,
    prevents: text`A burst of retries pushes the service into a state that it does not leave when
      the burst is over.`,
  },
  'load.soak': {
    level: 'should',
    impact: 'load',
    services: ['postgres'],
    programs: ['k6'],
    statement: text`During the soak, memory, connections, file descriptors and latency do not
      grow.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Hold a steady rate, sample all four, and test the slope after the warm-up
      against the noise.`,
    remedy: text`Find out what the growing curve counts: caches without a limit, listeners added per
      request, sockets and connections that are never closed.`,
    prevents: text`The service dies every few days, usually at night, and the restart hides the
      cause.`,
  },
})
