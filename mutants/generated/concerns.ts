/** Which claims speak of which file of the reference deployment: what its mutants are tried on. */
import type { ClaimId, Section } from '#guide/index.ts'

/** A file or a folder, with the sections and single claims that speak of it. */
export interface Concern {
  /** Relative to the project; a folder ends with a slash. */
  path: string
  /** The first one's section counts its mutants. */
  tried: readonly [Section | ClaimId, ...(Section | ClaimId)[]]
  /** Set where only a container shows it, though its claims are tried without one, too. */
  needs?: 'docker'
}

const deploy = 'reference-app/deploy'
const src = 'reference-app/src'

/** What is said of the numbers that a deployment sets. */
const numbers = ['cloud.environment-parity', 'cloud.pool-fits', 'pool.formula-holds'] as const
/** What is said of the image: only docker tries it. */
const inImage = [
  'container.non-root',
  'container.healthcheck',
  'container.unhealthy-detected',
  'container.workers',
  'container.image-clean',
  'container.image-compiler-free',
  'container.restart',
] as const
/** What is said of the edge beside its own section. */
const behind = [
  'observability.request-traced',
  'observability.metrics-private',
  'http.https-enforced',
  'http.rate-limit-unspoofable',
  'operations.drill-bad-gateway',
] as const

/**
 * A file concerns the claims of the longest path that it lies below. A file without a path here is
 * one that no claim speaks of, or in a language that no operator knows (SQL).
 */
export const concerns: readonly Concern[] = [
  { path: `${deploy}/Dockerfile`, tried: inImage },
  { path: `${deploy}/health-check.mjs`, tried: inImage },
  {
    path: `${deploy}/connections.mjs`,
    tried: ['release.blue-stops-last', 'release.in-flight-drained'],
    needs: 'docker',
  },
  {
    path: `${deploy}/docker-compose.prod.yml`,
    tried: [
      'container',
      ...numbers,
      'pool.formula-tight',
      'cache.survives-restart',
      'edge.config-valid',
    ],
  },
  {
    path: `${deploy}/stack.yml`,
    tried: [
      'release.rolling-lossless',
      'release.rolling-halts',
      'cloud.environment-parity',
      'edge.config-valid',
    ],
  },
  {
    path: `${deploy}/env.production.example`,
    tried: ['configuration', ...numbers, 'database.sample-credentials-refused'],
  },
  { path: `${deploy}/cloud/ecs-task.json`, tried: ['cloud', 'pool.formula-holds'] },
  { path: `${deploy}/cloud/cloudbuild.yaml`, tried: ['cloud', 'pool.formula-holds'] },
  { path: `${deploy}/cloud/`, tried: ['cloud', 'pool.formula-holds'] },
  {
    path: `${deploy}/nginx/nginx.conf`,
    tried: ['edge', ...behind, 'release.blue-green-lossless'],
  },
  { path: `${deploy}/nginx/edge/proxy.conf`, tried: ['edge', ...behind] },
  { path: `${deploy}/nginx/edge/security-headers.conf`, tried: ['edge'] },
  { path: `${deploy}/nginx/edge/`, tried: ['edge', 'release', ...behind] },
  { path: `${deploy}/nginx/certificate.sh`, tried: ['edge'] },
  { path: `${deploy}/blue-green/`, tried: ['release'] },
  { path: `${deploy}/backup`, tried: ['database.backup-restores', 'database.backup-consistent'] },
  { path: `${deploy}/restore`, tried: ['database.backup-restores', 'database.backup-consistent'] },
  {
    path: `${deploy}/connection`,
    tried: ['database.backup-restores', 'database.backup-consistent'],
  },
  { path: `${src}/main.ts`, tried: ['configuration', 'container', 'observability'] },
  { path: `${src}/app.ts`, tried: ['http', 'observability', 'configuration'] },
  { path: `${src}/server.ts`, tried: ['observability', 'http', 'edge'] },
  { path: `${src}/cli.ts`, tried: ['operations', 'database'] },
  { path: `${src}/cache/`, tried: ['cache', 'operations'] },
  { path: `${src}/cache/outbox.ts`, tried: ['cache', 'operations', 'pool.survives-terminated'] },
  { path: `${src}/cache/catch-up.ts`, tried: ['cache', 'operations', 'pool.survives-terminated'] },
  { path: `${src}/cluster/`, tried: ['container', 'configuration', 'observability', 'release'] },
  { path: `${src}/cluster/metrics-hub.ts`, tried: ['observability', 'pool.status-true'] },
  { path: `${src}/commands/`, tried: ['operations', 'database'] },
  { path: `${src}/commands/migrate.ts`, tried: ['database', 'release.schema-compatible'] },
  { path: `${src}/config/`, tried: ['configuration', 'database.sample-credentials-refused'] },
  { path: `${src}/database/`, tried: ['pool', 'database', 'operations'] },
  { path: `${src}/lib/`, tried: ['http', 'configuration', 'cache'] },
  { path: `${src}/logging/`, tried: ['observability', 'configuration'] },
  { path: `${src}/plugins/app/`, tried: ['http', 'observability', 'configuration'] },
  { path: `${src}/plugins/app/cache.ts`, tried: ['cache', 'operations'] },
  { path: `${src}/plugins/app/database.ts`, tried: ['pool', 'operations'] },
  { path: `${src}/plugins/app/draining.ts`, tried: ['container', 'release', 'observability'] },
  {
    path: `${src}/plugins/app/metrics.ts`,
    tried: ['observability', 'pool.status-true', 'cache.hit-ratio-visible'],
  },
  {
    path: `${src}/plugins/app/error-handler.ts`,
    tried: ['http', 'observability', 'configuration', 'pool', 'operations'],
  },
  { path: `${src}/plugins/app/migrations.ts`, tried: ['database', 'observability'] },
  { path: `${src}/plugins/app/permissions.ts`, tried: ['cache', 'http'] },
  { path: `${src}/plugins/external/`, tried: ['http', 'observability', 'configuration'] },
  { path: `${src}/plugins/external/redis.ts`, tried: ['cache', 'operations', 'observability'] },
  {
    path: `${src}/plugins/external/websocket.ts`,
    tried: ['release', 'edge.websocket', 'container.graceful-stop', 'http'],
  },
  { path: `${src}/plugins/external/jwt.ts`, tried: ['configuration', 'http', 'release'] },
  { path: `${src}/repositories/`, tried: ['http', 'cache'] },
  { path: `${src}/routes/`, tried: ['observability', 'database', 'operations'] },
  { path: `${src}/routes/api/`, tried: ['http', 'cache'] },
  { path: `${src}/routes/api/v1/admin.ts`, tried: ['cache', 'operations', 'http'] },
  { path: `${src}/routes/api/v1/socket.ts`, tried: ['edge.websocket', 'release', 'http'] },
  { path: `${src}/schemas/`, tried: ['http', 'cache'] },
]

function holds({ path }: Concern, file: string): boolean {
  return path.endsWith('/') ? file.startsWith(path) : file === path
}

/** The concern of a file: that of the longest path. */
export function concernOf(file: string): Concern | undefined {
  return concerns
    .filter((concern) => holds(concern, file))
    .sort((one, other) => other.path.length - one.path.length)[0]
}

/** The section in which the mutants of a concern are counted. */
export function sectionOf({ tried: [first] }: Concern): Section {
  return first.split('.')[0] as Section
}
