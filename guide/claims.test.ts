import { describe, expect, it } from 'vitest'
import { headings } from './headings.ts'
import { type ClaimId, claimById, claims, isClaimId, sections } from './index.ts'
import { tuningTable } from './tuning-table.ts'

/**
 * Frozen: every claim by id, level (M must, S should, + beyond) and impact (o observe, l load,
 * d disrupt). A line may be added; removing or changing one breaks reports and waivers in use.
 */
const frozen = `
  configuration.secret-key-default-refused M d
  configuration.secret-key-missing-refused M d
  configuration.secret-key-weak-refused S d
  configuration.jwt-secret-key-default-refused M d
  configuration.jwt-secret-key-missing-refused M d
  configuration.jwt-secret-key-weak-refused S d
  configuration.secrets-distinct S d
  configuration.generated-key-accepted M d
  configuration.refusal-clear M d
  configuration.forged-token-rejected M o
  configuration.debug-off M d
  configuration.environment-typo-refused S d
  configuration.invalid-value-refused M d
  configuration.settings-effective M d
  configuration.development-starts S d
  configuration.placeholders-refused + d
  configuration.secrets-not-exposed M d
  database.sample-credentials-refused M d
  database.unreachable-reported M d
  database.migrate-upgrade M d
  database.migrate-downgrade M d
  database.migrate-concurrent S d
  database.migrate-atomic S d
  database.migrate-under-load S d
  database.pending-migration-not-ready S d
  database.backup-restores M d
  database.backup-consistent S d
  database.slow-query-visible S d
  pool.bounded M l
  pool.reaches-bound M l
  pool.keeps-size S l
  pool.timeout M d
  pool.exhaustion-contained M d
  pool.recovers M d
  pool.released-on-abort M d
  pool.released-on-error M d
  pool.recycle S d
  pool.survives-terminated S d
  pool.survives-restart S d
  pool.fair S l
  pool.status-true S o
  pool.formula-holds M o
  pool.formula-tight + d
  pool.pgbouncer S l
  pool.session-state S d
  pool.queueing-predicted + l
  load.light M l
  load.medium M l
  load.heavy M l
  load.very-heavy M l
  load.headroom + l
  load.spike S l
  load.soak S l
  cache.permission-key M o
  cache.permission-ttl M o
  cache.default-ttl S o
  cache.hit-spares-database M o
  cache.disabled S d
  cache.role-change-visible M d
  cache.membership-visible M d
  cache.invalidate-endpoint M d
  cache.ttl-bounds-staleness M d
  cache.no-stale-fill M d
  cache.lost-invalidation M d
  cache.redis-down-degrades M d
  cache.redis-down-start S d
  cache.redis-slow-degrades S d
  cache.stampede S l
  cache.tenant-isolation M l
  cache.survives-restart S d
  cache.clear-nonblocking S d
  cache.hit-ratio-visible S o
  edge.config-valid M o
  edge.https-redirect M o
  edge.tls-versions M o
  edge.tls-ciphers M o
  edge.certificate M o
  edge.security-headers M o
  edge.forwarded M o
  edge.websocket S o
  edge.read-timeout S d
  edge.keep-alive S o
  edge.health-unlogged S o
  edge.follows-replacement M d
  edge.upstream-down M d
  http.cors-allowed M o
  http.cors-denied M o
  http.trusted-host M o
  http.https-enforced S o
  http.login-rate-limit M l
  http.rate-limit-shared M l
  http.rate-limit-unspoofable M l
  http.critical-endpoints M d
  http.errors-say-nothing M o
  http.hostile-input M l
  http.oauth S o
  http.email S o
  http.token-access-ends S d
  observability.logs-structured M o
  observability.log-level S d
  observability.request-traced + o
  observability.health-shape M o
  observability.health-independent M d
  observability.readiness-honest S d
  observability.metrics S o
  observability.counters-never-fall S d
  observability.metrics-private S o
  container.non-root M o
  container.healthcheck M o
  container.unhealthy-detected S d
  container.workers M o
  container.image-clean M o
  container.image-compiler-free S o
  container.restart M d
  container.limits M o
  container.replicas M o
  container.data-survives M d
  container.graceful-stop M d
  container.compose-valid M o
  container.starts-in-order S d
  release.blue-green-lossless M d
  release.order-enforced M d
  release.one-at-a-time + d
  release.in-flight-drained M d
  release.sessions-survive M d
  release.version-monotonic S d
  release.schema-compatible M d
  release.rollback-lossless M d
  release.blue-stops-last S d
  release.rolling-lossless M d
  release.rolling-halts S d
  release.websocket-drained + d
  cloud.ecs-valid S o
  cloud.beanstalk-valid S o
  cloud.run-valid S o
  cloud.environment-parity M o
  cloud.pool-fits M o
  cloud.public-access-deliberate S o
  operations.system-check M d
  operations.url-redacted M o
  operations.pool-status S o
  operations.drill-database-refused S d
  operations.drill-bad-gateway S d
  operations.drill-slow-responses S d
  operations.drill-slow-permissions S d
  operations.drill-stale-permissions S d
`

const letters = {
  must: 'M',
  should: 'S',
  beyond: '+',
  observe: 'o',
  load: 'l',
  disrupt: 'd',
} as const

describe('the claims', () => {
  it('are those of the specification, in its order, with their levels and impacts', () => {
    const expected = frozen.trim().split(/\s*\n\s*/)
    const actual = claims.map(({ id, level, impact }) => [id, letters[level], letters[impact]])
    expect(actual.map((row) => row.join(' '))).toEqual(expected)
  })

  it('bind from a day of the calendar, if from one', () => {
    const days = claims.flatMap(({ effectiveOn }) => effectiveOn ?? [])
    for (const day of days) expect(new Date(day).toISOString().slice(0, 10)).toBe(day)
  })

  it('have unique ids, each beginning with its section', () => {
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length)
    for (const { id, section } of claims) {
      expect(id).toMatch(new RegExp(`^${section}\\.[a-z]+(-[a-z]+)*$`))
    }
  })

  it('fill every section and cite every heading', () => {
    expect([...new Set(claims.map(({ section }) => section))]).toEqual(sections)
    expect(new Set(claims.flatMap(({ guideSections }) => guideSections))).toEqual(new Set(headings))
  })

  it('cite at least one heading each, none twice', () => {
    for (const { id, guideSections } of claims) {
      expect(guideSections.length, id).toBeGreaterThan(0)
      expect(new Set(guideSections).size, id).toBe(guideSections.length)
    }
  })
})

describe('the texts', () => {
  it.each(['statement', 'verification', 'remedy', 'prevents'] as const)(
    'of every %s are sentences of at most 240 characters',
    (field) => {
      for (const claim of claims) {
        expect(claim[field], claim.id).toMatch(/^[A-Z0-9(].{20,238}\.$/)
        expect(claim[field], claim.id).not.toMatch(/ {2}|\n/)
      }
    },
  )

  it.each(['statement', 'remedy', 'prevents'] as const)('of no two %ss are equal', (field) => {
    expect(new Set(claims.map((claim) => claim[field])).size).toBe(claims.length)
  })

  it.each(tuningTable)('of load.$name state its row of the tuning table', (row) => {
    const { statement } = claimById(`load.${row.name}`)
    expect(statement).toContain(`At ${row.testRatePerSecond} requests a second`)
    expect(statement).toContain(`a pool of ${row.poolSize} + ${row.maxOverflow} `)
    expect(statement.includes('through PgBouncer')).toBe(row.throughPooler)
  })
})

describe('looking up a claim', () => {
  it('finds each by its id', () => {
    for (const claim of claims) {
      expect(isClaimId(claim.id)).toBe(true)
      expect(claimById(claim.id)).toBe(claim)
    }
  })

  it('refuses an id that no claim has, when compiled and when run', () => {
    // @ts-expect-error an unknown id does not compile
    const unknown: ClaimId = 'pool.no-such-claim'
    expect(isClaimId(unknown)).toBe(false)
    expect(isClaimId('toString')).toBe(false)
    expect(() => claimById(unknown)).toThrow(
      new RangeError('no claim has the id "pool.no-such-claim"'),
    )
  })
})
