/** Defects that show at the rate of a row of the tuning table. */
import { defineMutants, edit, insertBefore, overlay } from '../mutant.ts'
import { pool } from '../paths.ts'
import { onRequest } from './on-request.ts'

export const rates = defineMutants('load', {
  // Clients that connect come as fast for a while: the second itself must have seen many as well.
  'load-errors-rare': {
    defect: 'Where the Medium rate or more lasts, one request in 20 is answered with 500.',
    kills: ['load.medium', 'load.heavy', 'load.very-heavy', 'load.spike'],
    edits: onRequest(overlay('load-errors-rare/draining.part.ts'), 'let [seen, streak] = [0, 0]'),
  },
  'load-knee-at-once': {
    defect: 'At half of the Light rate every other request waits for half a second.',
    kills: ['load.headroom'],
    edits: onRequest('setTimeout(done, rate > 12 && rate < 30 && total % 2 === 0 ? 500 : 0)'),
  },
  'load-pool-times-out': {
    defect:
      "The Medium row's pool gives out three connections, each held for 20 ms, and times out.",
    kills: ['load.medium'],
    edits: [
      edit(
        pool,
        'const count = options.size + options.maxOverflow',
        `const medium = options.size === 20
    const count = medium ? 3 : options.size + options.maxOverflow`,
      ),
      edit(
        pool,
        'waitersMax, timeoutMs: options.timeoutMs })',
        'waitersMax, timeoutMs: medium ? 300 : options.timeoutMs })',
      ),
      insertBefore(
        pool,
        `try {
      const result = await client.query<T`,
        'if (this.options.size === 20) await new Promise((done) => setTimeout(done, 20))',
      ),
    ],
  },
  'load-pool-unbounded': {
    defect: 'The first process opens fourteen connections beside its pool once it has traffic.',
    kills: ['load.light'],
    edits: [
      insertBefore(
        pool,
        `try {
      const result = await client.query<T`,
        overlay('load-pool-unbounded/pool.ts'),
      ),
      insertBefore(pool, '/** A connection that cannot roll back', 'let statements = 0\n'),
    ],
  },
  'load-sheds-early': {
    defect: 'A process takes 600 requests a second, and refuses the rest with 503.',
    kills: ['load.very-heavy'],
    edits: onRequest(`if (inSecond > 600) return reply.code(503).header('retry-after', '1').send()
    done()`),
  },
  'load-sleepy': {
    defect: 'At the Light rate one request in ten waits for half a second.',
    kills: ['load.light'],
    blinds: ['load.spike'],
    edits: onRequest('setTimeout(done, rate > 30 && rate < 80 && total % 10 === 0 ? 600 : 0)'),
  },
  'load-spike-crash': {
    defect: 'A process that gets five times its traffic for two seconds ends.',
    kills: ['load.spike'],
    alsoKills: ['load.medium'],
    edits: onRequest(overlay('load-spike-crash/draining.ts'), 'let [seen, streak] = [0, 0]'),
  },
  'load-spike-no-recovery': {
    defect: 'After a spike a process takes half a second for each request, for a minute.',
    kills: ['load.spike'],
    edits: onRequest(
      overlay('load-spike-no-recovery/draining.ts'),
      `let [seen, streak] = [0, 0]
  let until = 0`,
    ),
  },
  'load-stalls': {
    defect: 'At the Heavy rate a process stands still for a second, once in three.',
    kills: ['load.heavy'],
    edits: onRequest(overlay('load-stalls/draining.ts'), 'let next = 0'),
  },
})
