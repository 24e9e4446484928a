import { defineClaims, text } from '../claim.ts'

/** Permissions and other data in Redis: keys, expiry, staleness, and life without the cache. */
export const cache = defineClaims('cache', {
  'cache.permission-key': {
    level: 'must',
    impact: 'observe',
    feature: 'permission cache',
    statement: text`A permission check stores its result in Redis under
      user:{id}:company:{id}:permissions.`,
    guideSections: ['Debug Commands'],
    verification: text`Check a permission of a fresh user in a company, and look for exactly that
      key in Redis.`,
    remedy: text`Build the key in one function, user first and company second, with no other
      prefix; runbooks and clean-up commands match on this pattern.`,
    prevents: text`The on-call engineer clears the documented keys and nothing changes, because the
      backend keeps permissions elsewhere.`,
  },
  'cache.permission-ttl': {
    level: 'must',
    impact: 'observe',
    feature: 'permission cache',
    statement: text`Every permission key has an expiry at all times, 1 hour unless configured
      otherwise.`,
    guideSections: ['Common Issues'],
    verification: text`Read the TTL of every permission key, after fills and after updates: each key
      has one, and none exceeds the setting.`,
    remedy: text`Set value and expiry in one command, and never rewrite a key without its expiry,
      which would remove it.`,
    prevents: text`A permission that was revoked in the database stays granted forever.`,
  },
  'cache.default-ttl': {
    level: 'should',
    impact: 'observe',
    statement: text`Cached entries other than permissions expire within CACHE_DEFAULT_TTL.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Fill them with ordinary requests, read the TTL of every key, read it again
      after updates, and compare it with the setting.`,
    remedy: text`Take the expiry from the setting in the one function that writes to the cache,
      and let no caller write without it.`,
    prevents: text`Entries that never expire fill Redis until it evicts or refuses writes, and
      stale data outlives every fix.`,
  },
  'cache.hit-spares-database': {
    level: 'must',
    impact: 'observe',
    feature: 'permission cache',
    statement: text`A permission check that is answered from the cache runs no database query.`,
    guideSections: ['Pre-Deployment Checklist', 'Common Issues'],
    verification: text`Warm the key, count statements in pg_stat_statements or the statement log,
      check again many times, and count once more.`,
    remedy: text`Ask the cache before taking a connection, and keep session or user lookups out of
      the cached path.`,
    prevents: text`The cache seems to work, yet each check still costs a query, and the pool runs
      dry under load that Redis should carry.`,
  },
  'cache.disabled': {
    level: 'should',
    impact: 'disrupt',
    feature: 'cache switch',
    statement: text`With CACHE_ENABLED=false the answers are correct and the backend writes no
      keys.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Start it with the cache off, compare the answers with those of a cached
      run, and list the keys in Redis.`,
    remedy: text`Put the switch inside the cache module, so that every read misses and every write
      does nothing.`,
    prevents: text`The last resort in a cache incident breaks the service, or turns nothing off.`,
  },
  'cache.role-change-visible': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Once a role change is acknowledged, no worker and no replica answers with the
      old permissions.`,
    guideSections: ['Common Issues'],
    verification: text`Record changes and checks on all workers and replicas, and search the
      history for an old answer after an acknowledgement; then let strangers join.`,
    remedy: text`Delete the shared key after the commit and before the answer, and keep no copy in
      process memory that another process cannot invalidate.`,
    prevents: text`A dismissed employee keeps access for up to an hour, on some replicas and not
      on others.`,
  },
  'cache.membership-visible': {
    level: 'must',
    impact: 'disrupt',
    statement: text`A membership that is given or taken is seen by every worker and every replica as
      soon as the change is acknowledged, also by those who were asked before it.`,
    guideSections: ['Common Issues'],
    verification: text`Ask as a stranger on every worker, give the membership, ask all again at
      once; take it, and ask again.`,
    remedy: text`Drop remembered refusals with the same invalidation as remembered permissions, or
      do not remember who is no member.`,
    prevents: text`A new colleague is refused for a minute on some workers, and one who left the
      company goes on reading.`,
  },
  'cache.invalidate-endpoint': {
    level: 'must',
    impact: 'disrupt',
    feature: 'cache invalidation',
    statement: text`The administrator's endpoint clears the permission cache of one user or of
      all; other users get 403 and anonymous callers 401.`,
    guideSections: ['Common Issues'],
    verification: text`Warm several users' keys, call it for one and for all, read Redis after each
      call, and call it as an ordinary user and without a session.`,
    remedy: text`Guard the route by role, delete the keys of all the user's companies, and answer
      only when they are gone.`,
    prevents: text`Stale permissions cannot be cleared in an incident, or anyone can flush the
      cache and bring the database down.`,
  },
  'cache.ttl-bounds-staleness': {
    level: 'must',
    impact: 'disrupt',
    statement: text`A change made directly in the database becomes visible within the cache's TTL.`,
    guideSections: ['Common Issues'],
    verification: text`With a short TTL change the row by SQL while checks keep running, and compare
      the recorded history with that bound.`,
    remedy: text`Never extend an expiry on a read, and count any cache in process memory towards the
      same bound.`,
    prevents: text`A correction made by SQL in an emergency has no effect for as long as the user
      stays active.`,
  },
  'cache.no-stale-fill': {
    level: 'must',
    impact: 'disrupt',
    statement: text`A reader that loaded permissions before a change cannot put the old value back
      into the cache after it.`,
    guideSections: ['Common Issues'],
    verification: text`Hold one replica's write to Redis after its load, change the role meanwhile,
      release the write, and check. The race is forced on every try, not left to chance.`,
    remedy: text`Fence the fill: let each change raise a version per key, and write only if the
      version is still the one read before loading, in one atomic step.`,
    prevents: text`An invalidation loses a race against a slow reader, and the revoked permission is
      back for a whole TTL.`,
  },
  'cache.lost-invalidation': {
    level: 'must',
    impact: 'disrupt',
    services: ['toxiproxy'],
    statement: text`If Redis is unreachable at the moment of a change, the change is refused, or no
      stale answer follows once Redis is back.`,
    guideSections: ['Common Issues'],
    verification: text`Cut the connection to Redis, change a role, restore the connection, and check
      on every worker and replica.`,
    remedy: text`Store the invalidation with the change, in one transaction, and replay it before
      trusting the cache again; or refuse the change.`,
    prevents: text`A network fault of one second keeps a revoked permission alive for an hour, and
      nobody notices.`,
  },
  'cache.redis-down-degrades': {
    level: 'must',
    impact: 'disrupt',
    services: ['redis'],
    statement: text`When Redis is down, answers stay correct and come from the database, with no 5xx
      and a bounded 99th percentile; when it is back, it is used again.`,
    guideSections: ['Common Issues', 'Pre-Deployment Checklist'],
    verification: text`Stop Redis under traffic, compare every answer with the database, read
      statuses and percentiles before, during and after, and log in meanwhile.`,
    remedy: text`Treat every cache error as a miss, turn the client's offline queue off, bound
      connect and command times, of rate limiters too, and keep Redis out of liveness.`,
    prevents: text`The cache goes down and takes the service with it, though the database could
      have carried the load.`,
  },
  'cache.redis-down-start': {
    level: 'should',
    impact: 'disrupt',
    costly: true,
    services: ['redis'],
    statement: text`A backend that starts while Redis is down gets ready, and its answers come from
      the database.`,
    guideSections: ['Common Issues', 'Pre-Deployment Checklist'],
    verification: text`Stop Redis, start the backend, wait until it is ready, and compare its
      answers with those from before.`,
    remedy: text`Connect to Redis in the background, handle the error of the first attempt like any
      later one, and do not wait for the cache before the port is opened.`,
    prevents: text`A worker or a container that is replaced while the cache is away does not come
      back, so that an outage of the cache grows into one of the service.`,
  },
  'cache.redis-slow-degrades': {
    level: 'should',
    impact: 'disrupt',
    services: ['toxiproxy'],
    statement: text`With 1 s of latency added to Redis, a request takes longer by at most the
      configured cache budget.`,
    guideSections: ['Common Issues'],
    verification: text`Add the latency with a proxy, confirm it with a PING, and compare request
      times with and without it.`,
    remedy: text`Give commands a timeout, charge all cache calls of a request to one budget, and
      stop asking for a while after repeated timeouts.`,
    prevents: text`A slow Redis is worse than none: every request waits for it several times over,
      and requests pile up.`,
  },
  'cache.stampede': {
    level: 'should',
    impact: 'load',
    statement: text`When 200 requests miss one key at the same time, each process loads it at most
      once.`,
    guideSections: ['Common Issues'],
    verification: text`Remove the key, send 200 checks at once, and compare the number of queries
      that load it with the number of processes.`,
    remedy: text`Share one load in flight per key and process, and forget it when it ends, including
      when it fails.`,
    prevents: text`A popular key expires at the peak, and hundreds of identical queries exhaust the
      pool at once.`,
  },
  'cache.tenant-isolation': {
    level: 'must',
    impact: 'load',
    statement: text`Under concurrency one company's permissions never answer a check for another
      company.`,
    guideSections: ['Debug Commands'],
    verification: text`Give one user different roles in several companies, interleave the checks,
      and compare every answer in the history with its company.`,
    remedy: text`Put the company's id into the cache key, into shared loads and into every
      memoised result, and keep request state out of module variables.`,
    prevents: text`A user acts with the rights of another tenant, which is a breach that must be
      disclosed.`,
  },
  'cache.survives-restart': {
    level: 'should',
    impact: 'disrupt',
    services: ['redis'],
    statement: text`Append-only Redis keeps its keys and their expiries across a restart.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Write keys with expiries, restart Redis, and compare keys, values and
      remaining times.`,
    remedy: text`Turn on append-only persistence, put its directory on a volume, and stop Redis with
      SIGTERM and time to sync.`,
    prevents: text`After every Redis restart all checks hit the database at once.`,
  },
  'cache.clear-nonblocking': {
    level: 'should',
    impact: 'disrupt',
    feature: 'cache invalidation',
    services: ['redis'],
    statement: text`Clearing all permission keys under traffic fails no request and never blocks
      Redis.`,
    guideSections: ['Debug Commands'],
    verification: text`Fill 100 000 keys, clear them while another client measures its latency, and
      check in the command statistics that SCAN was used and KEYS was not.`,
    remedy: text`Walk the keys with SCAN in batches and remove them with UNLINK; never use KEYS on
      a live server.`,
    prevents: text`The runbook's own fix freezes Redis for seconds and turns a permission problem
      into an outage.`,
  },
  'cache.hit-ratio-visible': {
    level: 'should',
    impact: 'observe',
    feature: 'metrics',
    statement: text`The metrics show the cache's hit ratio, and it matches the hits and misses that
      occurred.`,
    guideSections: ['Common Issues', 'Prometheus Metrics (Optional)'],
    verification: text`Cause a known number of hits and misses, and compare the counters before
      and after, over all workers.`,
    remedy: text`Count hits and misses where the cache is read, and sum them over the workers
      before exposing them.`,
    prevents: text`A release breaks the cache, and the only sign is the load on the database.`,
  },
})
