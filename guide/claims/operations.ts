import { defineClaims, text } from '../claim.ts'

/** The commands of the runbook, and a drill for each symptom that it names. */
export const operations = defineClaims('operations', {
  'operations.system-check': {
    level: 'must',
    impact: 'disrupt',
    statement: text`The check command exits 0 on a sound deployment, and non-zero, naming the
      cause, on each broken one.`,
    guideSections: ['Debug Commands'],
    verification: text`Run it sound, then break each dependency in turn and run it again.`,
    remedy: text`Let it try database, schema version, cache and configuration, report each on a
      line, and exit non-zero if one fails.`,
    prevents: text`The check says that all is well in the middle of the outage, and the search
      starts in the wrong place.`,
  },
  'operations.url-redacted': {
    level: 'must',
    impact: 'observe',
    statement: text`No debug command prints a password.`,
    guideSections: ['Debug Commands'],
    verification: text`Run each with a canary password in every URL, and search all output.`,
    remedy: text`Print host, port and database name from the parsed URL, and mask the rest.`,
    prevents: text`A password pasted into the incident's chat is read by everyone in it.`,
  },
  'operations.pool-status': {
    level: 'should',
    impact: 'observe',
    statement: text`The pool status command answers, and tells the truth about the running
      backend.`,
    guideSections: ['Debug Commands'],
    verification: text`Run it against a backend with a known number of connections in use, and
      compare with pg_stat_activity.`,
    remedy: text`Ask the serving processes and sum over them; a pool made in a new process for the
      command says nothing about them.`,
    prevents: text`The command always shows an empty pool, and the exhausted one is not found.`,
  },
  'operations.drill-database-refused': {
    level: 'should',
    impact: 'disrupt',
    statement: text`When connections to the database are refused, the guide's steps find the
      cause, and its remedy ends it.`,
    guideSections: ['Common Issues'],
    verification: text`Cause it by a wrong address, a cut network and a stopped server, follow the
      steps, and apply the remedy.`,
    remedy: text`Make each step conclusive: log the host and port tried and the server's own
      words, and serve again without a restart.`,
    prevents: text`The on-call cannot tell a wrong address from a dead server, and the outage
      lasts as long as the guessing.`,
  },
  'operations.drill-bad-gateway': {
    level: 'should',
    impact: 'disrupt',
    statement: text`When the edge answers 502, the guide's steps find the cause, and its remedy
      ends it.`,
    guideSections: ['Common Issues'],
    verification: text`Cause it by a stopped backend, a wrong upstream and a backend at a new
      address, follow the steps, and apply the remedy.`,
    remedy: text`Keep the edge's error log, with the upstream's address, and the backend's log
      where the steps look for them.`,
    prevents: text`The backend is restarted again and again while the edge holds on to an address
      that is gone.`,
  },
  'operations.drill-slow-responses': {
    level: 'should',
    impact: 'disrupt',
    statement: text`When responses are slow, the guide's steps find the cause, and its remedy ends
      it.`,
    guideSections: ['Common Issues'],
    verification: text`Cause it by a slow query, a missing index and a cache that is off, follow
      the steps, and apply the remedy.`,
    remedy: text`Log slow queries with durations, allow query logging to be turned on live, and
      expose the cache's hit ratio.`,
    prevents: text`Machines are added to a service that waits for one query, and nothing gets
      faster.`,
  },
  'operations.drill-slow-permissions': {
    level: 'should',
    impact: 'disrupt',
    statement: text`When permission checks are slow, the guide's steps find the cause, and its
      remedy ends it.`,
    guideSections: ['Common Issues', 'Debug Commands'],
    verification: text`Cause it by an unreachable and by a slow Redis and by keys that expire too
      soon, follow the steps, and apply the remedy.`,
    remedy: text`Show Redis reachability, hit ratio and TTL where the steps look for them, and log
      each fall-back to the database.`,
    prevents: text`Every request pays for a cache that is not there, and the slowness is put down
      to the database.`,
  },
  'operations.drill-stale-permissions': {
    level: 'should',
    impact: 'disrupt',
    statement: text`When permissions are stale after a role change, the guide's steps find the
      cause, and its remedy ends it.`,
    guideSections: ['Common Issues', 'Debug Commands'],
    verification: text`Plant a stale entry, find it by the documented key, clear it by the
      endpoint and by expiry, and check on every worker.`,
    remedy: text`Keep the documented key, let the endpoint clear every layer, and bound the wait
      by the TTL, 1 hour at most.`,
    prevents: text`A user who was granted access cannot work, or one who lost it still can, and
      clearing the cache changes nothing.`,
  },
})
