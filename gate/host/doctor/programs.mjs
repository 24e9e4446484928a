/**
 * The programs that the gate starts: what for, where from, and what is lost without them. Plain
 * JavaScript for Node 20: it is read before anything is installed.
 */

/**
 * @typedef {object} Program
 * @property {string} name as it is called
 * @property {string} purpose
 * @property {boolean} core whether the local engine can do nothing without it
 * @property {readonly string[]} versionArgs prints its version, on either stream
 * @property {number} minMajor the lowest major version that does; 0 if any does
 * @property {string} [apt] the package of Debian and Ubuntu
 * @property {string} [brew] the formula of Homebrew
 * @property {{ path: string, version: string }} [go] where it is built from, pinned
 * @property {readonly string[]} [alsoKnownAs] names of its file in our cache
 * @property {readonly string[]} costs claims that cannot be measured without it: an id, or the
 *   beginning of several
 */

/** @type {readonly Program[]} */
export const programs = [
  {
    name: 'redis-server',
    purpose: 'the cache behind the target',
    core: true,
    versionArgs: ['--version'],
    minMajor: 6,
    apt: 'redis-server',
    brew: 'redis',
    costs: [''],
  },
  {
    name: 'nginx',
    purpose: 'the edge in front of the target',
    core: false,
    versionArgs: ['-v'],
    minMajor: 0,
    apt: 'nginx',
    brew: 'nginx',
    costs: ['edge.', 'release.'],
  },
  {
    name: 'pgbouncer',
    purpose: 'the pooler of the Very Heavy row',
    core: false,
    versionArgs: ['--version'],
    minMajor: 0,
    apt: 'pgbouncer',
    brew: 'pgbouncer',
    costs: ['pool.pgbouncer'],
  },
  {
    name: 'pg_dump',
    purpose: 'dumps of schemas and backups; no older than the server',
    core: false,
    versionArgs: ['--version'],
    minMajor: 15,
    apt: 'postgresql-client',
    brew: 'libpq',
    costs: ['database.migrate-', 'database.pending-', 'database.backup-'],
  },
  {
    name: 'k6',
    purpose: 'load at a fixed rate',
    core: false,
    versionArgs: ['version'],
    minMajor: 1,
    brew: 'k6',
    go: { path: 'go.k6.io/k6', version: 'v1.8.1' },
    costs: ['load.'],
  },
  {
    name: 'toxiproxy-server',
    purpose: 'slow and broken connections',
    core: false,
    versionArgs: ['--version'],
    minMajor: 0,
    brew: 'toxiproxy',
    go: { path: 'github.com/Shopify/toxiproxy/v2/cmd/server', version: 'v2.5.0' },
    alsoKnownAs: ['server'],
    costs: [
      'cache.no-stale-fill',
      'cache.lost-invalidation',
      'cache.redis-slow-degrades',
      'observability.health-independent',
      'observability.readiness-honest',
    ],
  },
]

/** Claims that are about an image, a cgroup or a Swarm: no local process can stand in for one. */
export const dockerCosts = [
  'container.non-root',
  'container.healthcheck',
  'container.unhealthy-detected',
  'container.workers',
  'container.image-',
  'container.restart',
  'container.limits',
  'container.replicas',
  'container.data-survives',
  'container.starts-in-order',
  'release.rolling-',
]

/** Claims for which the target's compose file is brought up. */
export const composeCosts = [
  'container.restart',
  'container.limits',
  'container.replicas',
  'container.data-survives',
  'container.starts-in-order',
]
