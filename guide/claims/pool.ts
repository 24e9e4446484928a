import { defineClaims, text } from '../claim.ts'

/** The database connection pool: its bound, its queue, its recovery, and its arithmetic. */
export const pool = defineClaims('pool', {
  'pool.bounded': {
    level: 'must',
    impact: 'load',
    statement: text`Under saturation no process holds more database connections than pool size
      plus overflow.`,
    guideSections: ['Connection Pool Tuning Guide', 'Production Environment Variables'],
    verification: text`Saturate the backend, sample pg_stat_activity throughout, and compare the
      peak with the number of processes that own a pool.`,
    remedy: text`Give each process one pool with a hard maximum of size + overflow, and route
      every query through it, background jobs and checks included.`,
    prevents: text`A peak takes every connection that the server has, and locks out migrations,
      backups and the on-call's own console.`,
  },
  'pool.reaches-bound': {
    level: 'must',
    impact: 'load',
    statement: text`Under saturation a process uses its whole pool: size plus overflow
      connections.`,
    guideSections: ['Connection Pool Tuning Guide', 'Production Environment Variables'],
    verification: text`Saturate the backend, sample pg_stat_activity, and find a moment when each
      process holds size + overflow.`,
    remedy: text`Set the pool's maximum to the sum of DB_POOL_SIZE and DB_MAX_OVERFLOW, and look
      for a second limit before it: a semaphore, a shared connection, one busy worker.`,
    prevents: text`Requests queue while the database idles, because part of the configured pool
      can never be reached.`,
  },
  'pool.keeps-size': {
    level: 'should',
    impact: 'load',
    statement: text`After a burst a process closes its overflow connections and keeps as many open
      as the pool size.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Saturate the backend, leave it idle past its idle timeout, and count its
      connections until they settle.`,
    remedy: text`Let the idle timeout close only connections above the pool size, and set the pool's
      minimum to that size.`,
    prevents: text`Idle overflow starves the database's other clients, or every lull ends in a
      storm of new connections.`,
  },
  'pool.timeout': {
    level: 'must',
    impact: 'disrupt',
    feature: 'pool timeout',
    statement: text`With every connection held, a waiting request gets 503 with Retry-After once
      DB_POOL_TIMEOUT has passed, within 10 % or 250 ms.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Hold every connection from outside with a table lock, and time each waiter
      from arrival to answer.`,
    remedy: text`Set the pool's acquire timeout from DB_POOL_TIMEOUT (0 often means forever), and
      turn its error into 503 with Retry-After in one place.`,
    prevents: text`Requests wait indefinitely behind a locked table, until sockets and memory run
      out instead.`,
  },
  'pool.exhaustion-contained': {
    level: 'must',
    impact: 'disrupt',
    statement: text`While the pool is exhausted nothing answers 500, hangs past the timeout or
      crashes; health answers within 1 s, and routes without the database keep working.`,
    guideSections: ['Production Environment Variables', 'Health Check Endpoint'],
    verification: text`Hold every connection with a table lock, and send requests of each kind and
      health checks at the same time.`,
    remedy: text`Bound every wait for a connection, keep liveness and routes that need no data off
      the pool, and map its timeout to 503.`,
    prevents: text`One locked table takes the whole service down, and failing health checks have
      every replica killed at once.`,
  },
  'pool.recovers': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Once held connections are released, full service is back within 1 s, and no
      connection has leaked.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Release the table lock, time the requests that follow, then compare the
      pool's status with pg_stat_activity.`,
    remedy: text`Remove a waiter from the queue when it times out, and give a connection that
      comes too late for it back to the pool.`,
    prevents: text`The lock is long gone, and the service stays down until somebody restarts it.`,
  },
  'pool.released-on-abort': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Clients that disconnect while they wait for a connection, or while their query
      runs, leak no connection.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Abort 200 requests in both states, let the rest finish, and count the
      connections in use, the idle ones and the waiting requests.`,
    remedy: text`Release in a finally block on every path, and let a disconnect end the wait but
      never skip the clean-up.`,
    prevents: text`Every phone that loses its signal takes a connection with it, and hours after the
      release none are left.`,
  },
  'pool.released-on-error': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Statements and transactions that fail leak no connection and leave none idle
      in transaction.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Provoke failures of each kind, then count connections by state in
      pg_stat_activity against the pool's own status.`,
    remedy: text`Roll back and release in a finally block, destroy a connection whose rollback
      failed, and set idle_in_transaction_session_timeout as a backstop.`,
    prevents: text`An error in one of a hundred requests drains the pool, and forgotten transactions
      keep their row locks for hours.`,
  },
  'pool.recycle': {
    level: 'should',
    impact: 'disrupt',
    feature: 'pool recycling',
    statement: text`A connection older than DB_POOL_RECYCLE is replaced, and never in the middle
      of a request.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Run with a short setting under steady requests, watch backend_start in
      pg_stat_activity, and count failed requests.`,
    remedy: text`Check a connection's age when it is acquired or released, not with a timer that may
      close it while in use; the guide's value is 3600 s.`,
    prevents: text`A firewall silently drops old connections, and the first requests of the morning
      hang.`,
  },
  'pool.survives-terminated': {
    level: 'should',
    impact: 'disrupt',
    services: ['toxiproxy'],
    statement: text`After the server has terminated every connection, the next request on each
      connection works, with at most one failure.`,
    guideSections: ['Common Issues'],
    verification: text`Terminate them all with pg_terminate_backend, idle, in a query, between two
      statements of a transaction, before its rollback and after its commit; then send as many
      requests at once as there were connections.`,
    remedy: text`Handle errors on idle connections, drop dead ones from the pool at once, and test a
      connection when it is acquired or retry once before the first statement.`,
    prevents: text`After a failover the pool is full of dead sockets, each of which fails a request
      or crashes a worker.`,
  },
  'pool.survives-restart': {
    level: 'should',
    impact: 'disrupt',
    services: ['postgres'],
    statement: text`When PostgreSQL restarts, full service is back within 5 s after it is ready, and
      no backend process was restarted.`,
    guideSections: ['Common Issues'],
    verification: text`Restart it under traffic; record when it accepts connections, when requests
      succeed, how many succeed at once, and the process ids before and after.`,
    remedy: text`Reconnect on demand with a back-off capped well below 5 s, and handle lost
      connections instead of exiting.`,
    prevents: text`A database patch of five seconds turns into minutes of errors, as every replica
      restarts or backs off together.`,
  },
  'pool.fair': {
    level: 'should',
    impact: 'load',
    statement: text`Requests wait for a connection in order: under steady overload the 99th
      percentile of the wait stays under 3 times the median.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Keep the offered load above what the pool can serve, record every wait, and
      compare the two percentiles.`,
    remedy: text`Serve waiters first in, first out, with one queue per pool, and let no retry or
      second path overtake it.`,
    prevents: text`Under overload some requests starve to the timeout while later ones pass, and
      their retries make it worse.`,
  },
  'pool.status-true': {
    level: 'should',
    impact: 'observe',
    feature: 'pool status',
    statement: text`The backend's own pool status matches what PostgreSQL sees.`,
    guideSections: ['Debug Commands'],
    verification: text`Read the status and pg_stat_activity at the same moment, and compare
      connections open, in use and idle.`,
    remedy: text`Compute the status from the live pools, and sum it over every worker instead of
      reporting one.`,
    prevents: text`The dashboard shows a half-empty pool while the server refuses connections, and
      the investigation goes the wrong way.`,
  },
  'pool.formula-holds': {
    level: 'must',
    impact: 'observe',
    statement: text`(Pool size + overflow) x every process that owns a pool + 10 is at most the
      live max_connections, with workers and replicas counted and not assumed.`,
    guideSections: [
      'Connection Pool Tuning Guide',
      'Docker Compose Production',
      'Build Production Image',
    ],
    verification: text`Read the sizes from the manifests, count processes in the process table or
      with docker top, and ask the server for max_connections.`,
    remedy: text`Shrink the pool, run fewer workers, raise max_connections or put a pooler in
      front: 20 + 40 in 2 replicas of 4 workers needs 490, and PostgreSQL allows 100 by default.`,
    prevents: text`At the first peak the server runs out of connections, and the newest replicas
      cannot connect at all.`,
  },
  'pool.formula-tight': {
    level: 'beyond',
    impact: 'disrupt',
    services: ['postgres'],
    statement: text`The formula is exact: with max_connections one below its result, connections are
      refused under saturation, and with max_connections at its result none are.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Saturate the backend, the reserve of 10 in use, on two servers that differ
      by one connection, and count refusals (SQLSTATE 53300) on each.`,
    remedy: text`If connections are refused at the formula's result, find the process or job that
      connects outside the pool, and include it.`,
    prevents: text`The limit is guessed: so low that the first peak reaches it, or so high that idle
      connections use up the server's memory.`,
  },
  'pool.pgbouncer': {
    level: 'should',
    impact: 'load',
    services: ['pgbouncer'],
    statement: text`Through PgBouncer in transaction mode the Very Heavy row runs without errors,
      within the pooler's limit of server connections, and prepared statements work.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Run the row's load and read SHOW POOLS throughout; prepare and reuse a named
      statement.`,
    remedy: text`Use PgBouncer 1.21 or newer with max_prepared_statements above 0, or unnamed
      statements, and keep session state out of pooled connections.`,
    prevents: text`The pooler brought in to save the database breaks the second use of every
      prepared statement.`,
  },
  'pool.session-state': {
    level: 'should',
    impact: 'disrupt',
    services: ['postgres', 'pgbouncer'],
    statement: text`Behind PgBouncer in transaction mode nothing of a session stays on a connection:
      no SET, no advisory lock, no temporary table, no open cursor.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Send every kind of request through the pooler, then look into each of its
      server connections from inside; what the gate leaves there itself must be found.`,
    remedy: text`Use SET LOCAL, set_config with true, pg_advisory_xact_lock and ON COMMIT DROP, or
      set what is the same for all with ALTER ROLE.`,
    prevents: text`The next transaction, of another user, runs with the tenant, the time limit or
      the lock of the one before.`,
  },
  'pool.queueing-predicted': {
    level: 'beyond',
    impact: 'load',
    statement: text`The measured wait for a connection matches the M/M/c queue for the measured
      service time.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Offer random arrivals, record arrivals, holds and waits, and compare the
      measured mean wait with the model's.`,
    remedy: text`Look for what the model leaves out: a second queue before the pool, uneven
      workers, connections opened on demand. Then size the pool by the model.`,
    prevents: text`Pool sizes are copied from a table, and the first query that gets slower
      invalidates them without warning.`,
  },
})
