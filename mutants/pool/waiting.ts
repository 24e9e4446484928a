/** Waiting for a connection: order, timeout and what the client is told. */
import { defineMutants, edit, overlay } from '../mutant.ts'
import { databasePlugin, errorHandler, healthRoute, pool, slots } from '../paths.ts'
import { timeoutInMs } from '../units.ts'

export const poolWaiting = defineMutants('pool', {
  'pool-without-timeout': {
    defect: 'Whoever waits for a connection waits until there is one.',
    kills: ['pool.timeout', 'pool.exhaustion-contained'],
    alsoKills: ['configuration.settings-effective'],
    edits: [
      edit(
        slots,
        'const timer = setTimeout(late, this.options.timeoutMs)',
        'const timer = undefined',
      ),
      edit(
        pool,
        'this.options.timeoutMs - (performance.now() - arrivedAt)',
        'this.options.timeoutMs',
      ),
    ],
  },
  'pool-timeout-is-an-error': {
    defect: 'Who waited in vain for a connection gets 500.',
    kills: ['pool.timeout', 'pool.exhaustion-contained'],
    blinds: ['pool.fair'],
    edits: [
      edit(
        'reference-app/src/database/errors.ts',
        "'no database connection was free', 503",
        "'no database connection was free', 500",
      ),
    ],
  },
  'pool-without-retry-after': {
    defect: 'A refusal does not say when to come back.',
    kills: ['pool.timeout'],
    edits: [
      edit(errorHandler, "if (status === 503) reply.header('retry-after', retryAfterSeconds)", ''),
    ],
  },
  'pool-timeout-tenfold': {
    defect: 'A wait for a connection may last ten times as long as is set.',
    kills: ['pool.timeout', 'pool.exhaustion-contained'],
    edits: [
      edit(
        databasePlugin,
        'timeoutMs: settings.DB_POOL_TIMEOUT * 1000',
        'timeoutMs: settings.DB_POOL_TIMEOUT * 10_000',
      ),
    ],
  },
  'pool-timeout-in-milliseconds': {
    defect: 'The timeout is in milliseconds, and the config of the target does not say so.',
    kills: [],
    blinds: ['pool.timeout', 'pool.exhaustion-contained'],
    edits: timeoutInMs,
  },
  'pool-timeout-begins-anew': {
    defect: 'With each newcomer the time of all who wait begins anew.',
    kills: ['pool.timeout', 'pool.exhaustion-contained'],
    edits: [
      edit(
        slots,
        'this.line.add(waiter)',
        `for (const other of this.line) Object(other).timer.refresh()
      this.line.add(Object.assign(waiter, { timer }))`,
      ),
    ],
  },
  'pool-last-in-first-out': {
    defect: 'A free connection goes to whoever came last.',
    kills: ['pool.fair'],
    edits: [edit(slots, 'const [first] = this.line', 'const first = [...this.line].at(-1)')],
  },
  'pool-health-asks-database': {
    defect: 'Health asks the database, and waits for a connection to do so.',
    kills: ['pool.exhaustion-contained'],
    alsoKills: ['observability.health-independent'],
    edits: [
      edit(
        healthRoute,
        "fastify.get('/health', { schema }, async () => reply)",
        overlay('pool-health-asks-database/health.ts'),
      ),
    ],
  },
  'pool-timeout-ends-worker': {
    defect: 'A wait that times out ends its worker.',
    kills: ['pool.timeout', 'pool.exhaustion-contained', 'pool.recovers'],
    blinds: ['pool.fair'],
    edits: [
      edit(
        slots,
        'const late = settle(() => reject(new PoolTimeoutError()))',
        'const late = () => process.exit(1)',
      ),
    ],
  },
  'pool-handed-on-late': {
    defect: 'A free connection is handed on to the next in line only 20 ms later.',
    kills: ['pool.queueing-predicted'],
    blinds: ['pool.fair'],
    edits: [
      edit(
        slots,
        'else first.admit()',
        'else setTimeout(() => (this.line.has(first) ? first.admit() : this.give()), 20)',
      ),
    ],
  },
  'pool-timeout-is-a-wrong-password': {
    defect: 'Who cannot log in for want of a connection is told that the password is wrong.',
    kills: ['pool.exhaustion-contained'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/auth/login.ts',
        'await users.byEmail(fastify.db, email)',
        `await users.byEmail(fastify.db, email).catch((error) => {
      if (error.code === 'POOL_TIMEOUT') return undefined
      throw error
    })`,
      ),
    ],
  },
  'pool-retry-after-for-reads': {
    defect: 'Only reads are told when to come back.',
    kills: ['pool.timeout'],
    edits: [
      edit(errorHandler, 'if (status === 503)', "if (status === 503 && request.method === 'GET')"),
    ],
  },
})
