/** What a name in a variable, a table or a formula stands for, where connections are counted. */

import { anyOf } from '../pattern.ts'

export type PoolTerm = 'size' | 'overflow' | 'workers' | 'instances' | 'max'

/** Pools of other things than the database's connections. */
const other = /REDIS|HTTP|THREAD|CACHE|CELERY|BROKER|TIMEOUT|RECYCLE|IDLE|MIN|LIFETIME|PRE_?PING/

const terms: readonly [term: PoolTerm, name: RegExp][] = [
  ['max', /(?:^|_)MAX_CONNECTIONS$/],
  ['overflow', /OVERFLOW$/],
  [
    'size',
    new RegExp(
      `(?:^|_)${anyOf(
        'POOL(?:_?SIZE)?|POOL_?MAX(?:_?SIZE)?|MAX_?POOL(?:_?SIZE)?|CONNECTION_LIMIT|POOL_LIMIT',
        'MAX_OPEN_CONN(?:ECTION)?S?|MAX_CONNS?',
      )}$`,
    ),
  ],
  [
    'workers',
    /(?:^|_)(?:WORKERS?|PROCESS(?:ES)?|WEB_CONCURRENCY|WORKERS?_PER_\w+|PROCESSES_PER_\w+)$/,
  ],
  [
    'instances',
    /(?:^|_)(?:INSTANCES?|REPLICAS?|CONTAINERS?|PODS?|NODES?|SERVERS?|MACHINES?|DYNOS?|HOSTS?)$/,
  ],
]

/** What a name stands for: `DB_POOL_SIZE`, `num_app_instances`, `Pool size`. */
export function termOf(name: string): PoolTerm | undefined {
  const upper = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toUpperCase()
  if (other.test(upper)) return undefined
  return terms.find(([, pattern]) => pattern.test(upper))?.[0]
}
