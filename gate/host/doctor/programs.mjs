/**
 * The programs that the gate starts: what for, and where from. Which claims need one, the claims
 * say. Plain JavaScript for Node 20: it is read before anything is installed.
 */

/**
 * @typedef {object} Program
 * @property {string} name as it is called
 * @property {string} purpose
 * @property {boolean} core whether the local engine can do nothing without it
 * @property {import('../../../guide/claim.ts').ServiceName} [service] what the local engine starts
 *   it as; a program without one is run by the checks themselves, with every engine
 * @property {string} [variable] an environment variable that says where it is
 * @property {readonly string[]} versionArgs prints its version, on either stream
 * @property {number} minMajor the lowest major version that does; 0 if any does
 * @property {string} [apt] the package of Debian and Ubuntu
 * @property {string} [brew] the formula of Homebrew
 * @property {{ path: string, version: string }} [go] where it is built from, pinned
 * @property {readonly string[]} [alsoKnownAs] names of its file in our cache
 */

/** @type {readonly Program[]} */
export const programs = [
  {
    name: 'redis-server',
    purpose: 'the cache behind the target',
    core: true,
    service: 'redis',
    versionArgs: ['--version'],
    minMajor: 6,
    apt: 'redis-server',
    brew: 'redis',
  },
  {
    name: 'nginx',
    purpose: 'the edge in front of the target',
    core: false,
    service: 'nginx',
    versionArgs: ['-v'],
    minMajor: 0,
    apt: 'nginx',
    brew: 'nginx',
  },
  {
    name: 'pgbouncer',
    purpose: 'the pooler of the Very Heavy row',
    core: false,
    service: 'pgbouncer',
    versionArgs: ['--version'],
    minMajor: 0,
    apt: 'pgbouncer',
    brew: 'pgbouncer',
  },
  {
    name: 'pg_dump',
    purpose: 'dumps of schemas and backups; no older than the server',
    core: false,
    versionArgs: ['--version'],
    minMajor: 15,
    apt: 'postgresql-client',
    brew: 'libpq',
  },
  {
    name: 'psql',
    purpose: 'restores of backups',
    core: false,
    versionArgs: ['--version'],
    minMajor: 15,
    apt: 'postgresql-client',
    brew: 'libpq',
  },
  {
    name: 'k6',
    purpose: 'load at a fixed rate',
    core: false,
    variable: 'K6_BINARY',
    versionArgs: ['version'],
    minMajor: 1,
    brew: 'k6',
    go: { path: 'go.k6.io/k6', version: 'v1.8.1' },
  },
  {
    name: 'toxiproxy-server',
    purpose: 'slow and broken connections',
    core: false,
    service: 'toxiproxy',
    versionArgs: ['--version'],
    minMajor: 0,
    brew: 'toxiproxy',
    go: { path: 'github.com/Shopify/toxiproxy/v2/cmd/server', version: 'v2.5.0' },
    alsoKnownAs: ['server'],
  },
]
