import { defineClaims, text } from '../claim.ts'

/** The commands of the runbook, and a drill for each symptom that it names. */
export const operations = defineClaims('operations', {
  'operations.system-check': {
    level: 'must',
    impact: 'disrupt',
    feature: 'system check',
    services: ['redis'],
    statement: text`The check command exits 0 on a healthy deployment, and on each broken one it
      exits non-zero and names the cause.`,
    guideSections: ['Debug Commands'],
    verification: text`Run it on a healthy deployment, then break each dependency in turn and run
      it again.`,
    remedy: text`Let it test database, schema version, cache and configuration, report each on its
      own line, and exit non-zero if one fails.`,
    prevents: text`The check reports that all is well in the middle of an outage, and the search
      starts in the wrong place.`,
  },
  'operations.url-redacted': {
    level: 'must',
    impact: 'observe',
    services: ['redis'],
    statement: text`No debug command prints a password.`,
    guideSections: ['Debug Commands'],
    verification: text`Run each with a canary password in every URL, and search all output.`,
    remedy: text`Print host, port and database name from the parsed URL, and mask the rest.`,
    prevents: text`A password pasted into the incident channel is read by everyone in it.`,
  },
  'operations.pool-status': {
    level: 'should',
    impact: 'observe',
    feature: 'pool status',
    statement: text`The pool status command works, and reports the true state of the running
      backend.`,
    guideSections: ['Debug Commands'],
    verification: text`Run it against a backend with a known number of connections in use, and
      compare with pg_stat_activity.`,
    remedy: text`Ask the serving processes and add their figures up; a pool created by the command
      itself says nothing about theirs.`,
    prevents: text`The command always shows an empty pool, and nobody finds the exhausted one.`,
  },
  'operations.drill-database-refused': {
    level: 'should',
    impact: 'disrupt',
    services: ['postgres', 'toxiproxy'],
    statement: text`When connections to the database are refused, the guide's steps find the
      cause, and its remedy fixes it.`,
    guideSections: ['Common Issues'],
    verification: text`Cause it with a wrong address, a cut network and a stopped server, follow
      the steps, and apply the remedy.`,
    remedy: text`Make each step conclusive: log the host and port tried and the server's own
      message, and reconnect without a restart.`,
    prevents: text`The on-call cannot tell a wrong address from a dead server, and the outage
      continues while they guess.`,
  },
  'operations.drill-bad-gateway': {
    level: 'should',
    impact: 'disrupt',
    services: ['nginx'],
    statement: text`When the edge answers 502, the guide's steps find the cause, and its remedy
      fixes it.`,
    guideSections: ['Common Issues'],
    verification: text`Cause it with a stopped backend, a wrong upstream and a backend at a new
      address, follow the steps, and apply the remedy.`,
    remedy: text`Keep the edge's error log, with the upstream's address, and the backend's log
      where the steps look for them.`,
    prevents: text`The backend is restarted again and again while the edge keeps connecting to an
      address that is gone.`,
  },
  'operations.drill-slow-responses': {
    level: 'should',
    impact: 'disrupt',
    statement: text`When responses are slow, the guide's steps find the cause, and its remedy
      fixes it.`,
    guideSections: ['Common Issues'],
    verification: text`Cause it with a query that waits for a lock and with a disabled cache,
      follow the steps, and apply the remedy.`,
    remedy: text`Log slow queries with durations, allow query logging to be turned on live, and
      expose the cache's hit ratio.`,
    prevents: text`Machines are added to a service that waits for one query, and nothing gets
      faster.`,
  },
  'operations.drill-slow-permissions': {
    level: 'should',
    impact: 'disrupt',
    services: ['redis'],
    statement: text`When permission checks are slow, the guide's steps find the cause, and its
      remedy fixes it.`,
    guideSections: ['Common Issues', 'Debug Commands'],
    verification: text`Cause it with an unreachable Redis and with keys that expire too soon,
      follow the steps, and apply the remedy.`,
    remedy: text`Show Redis reachability, hit ratio and TTL where the steps look for them, and log
      each fallback to the database.`,
    prevents: text`Every request pays for a cache that is down, and the database is blamed for the
      slowness.`,
  },
  'operations.drill-stale-permissions': {
    level: 'should',
    impact: 'disrupt',
    statement: text`When permissions are stale after a role change, the guide's steps find the
      cause, and its remedy fixes it.`,
    guideSections: ['Common Issues', 'Debug Commands'],
    verification: text`Plant a stale entry, find it under the documented key, clear it with the
      endpoint and by expiry, and check on every worker.`,
    remedy: text`Keep the documented key, let the endpoint clear every layer, and bound the wait
      by the TTL, at most 1 hour.`,
    prevents: text`A user who was granted access cannot work, or one who lost it still can, and
      clearing the cache changes nothing.`,
  },
})
