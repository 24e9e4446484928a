/**
 * Connections by arithmetic: what the pools of all processes may open, against what the database
 * server accepts. A pool belongs to a process, not to an instance.
 */

import { pairsOf } from '#gate/yaml-map.ts'
import { valueOfSum } from '../deployment/arithmetic.ts'
import { type DatabaseLimit, databaseLimit, hasPooler } from '../deployment/database-limit.ts'
import { type Formula, formulasOf } from '../deployment/formulas.ts'
import { type PoolTerm, termOf } from '../deployment/pool-names.ts'
import { backendServices, type ServiceProcesses } from '../deployment/pools.ts'
import { releasesOf } from '../deployment/releases.ts'
import { samplesOf } from '../deployment/samples.ts'
import type { Guide } from '../document/guide.ts'
import type { Finder, Finding } from './finder.ts'

/** Connections that PostgreSQL keeps for administrators, if the guide reserves none itself. */
const keptByServer = 3

interface Pool {
  size: number
  overflow: number
  /** Where the guide sets it. */
  line: number
  name: string
}

interface Demand extends ServiceProcesses {
  pool: Pool
}

/** The pool of each process of a service, from its variables. */
function poolOf(guide: Guide, each: ServiceProcesses): Pool[] {
  const named = (wanted: PoolTerm) =>
    Object.entries(each.environment).find(
      ([name, value]) => termOf(name) === wanted && /^\d+$/.test(value),
    )
  const size = named('size')
  if (!size) return []
  const { compose, service } = each
  const written = pairsOf(service.written.environment)
  const at = written.findIndex(([name]) => name === size[0])
  const key = Array.isArray(service.written.environment) ? at : size[0]
  const inSample = samplesOf(guide)
    .flatMap(({ variables }) => variables)
    .find(({ name }) => name === size[0])
  const line =
    at >= 0
      ? compose.lineOf(['services', service.name, 'environment', key])
      : (inSample?.line ?? compose.lineOf(['services', service.name]))
  return [
    { size: Number(size[1]), overflow: Number(named('overflow')?.[1] ?? 0), line, name: size[0] },
  ]
}

function demandsOf(guide: Guide): Demand[] {
  return backendServices(guide).flatMap((each) =>
    poolOf(guide, each).map((pool) => ({ ...each, pool })),
  )
}

const inOne = ({ size, overflow }: Pick<Pool, 'size' | 'overflow'>) =>
  overflow > 0 ? `(${size} + ${overflow})` : String(size)

/** `2 replicas x 4 workers x (20 + 40)`. */
function told({ replicas, workers, pool }: Demand): string {
  const copies = replicas === 1 ? '1 replica' : `${replicas} replicas`
  const processes = workers === 1 ? '1 process' : `${workers} workers`
  return `${copies} x ${processes} x ${inOne(pool)}`
}

const opened = ({ replicas, workers, pool }: Demand) =>
  replicas * workers * (pool.size + pool.overflow)

const sumOf = (demands: readonly Demand[]) =>
  demands.reduce((sum, demand) => sum + opened(demand), 0)

/** The number that the formula adds for all but the pools; else what the server keeps. */
function reserveOf(formulas: readonly Formula[]): number {
  const [, added] = /\+\s*(\d+)\s*$/.exec(formulas[0]?.sum ?? '') ?? []
  return added === undefined ? keptByServer : Number(added)
}

const claims = ['pool.formula-holds', 'cloud.pool-fits'] as const

function configured(demands: readonly Demand[], limit: DatabaseLimit, reserve: number): Finding[] {
  const [first] = demands
  const needed = sumOf(demands) + reserve
  if (!first || needed <= limit.count) return []
  return [
    {
      id: 'pool-exceeds-server',
      line: first.pool.line,
      related: limit.line === undefined ? [] : [limit.line],
      problem: `The pools of all processes may open more connections than the database accepts.`,
      ran: `${demands.map(told).join(' + ')} + ${reserve}, against ${limit.from}`,
      printed: `${needed} connections, and the server accepts ${limit.count}`,
      fix: `Set max_connections to ${needed} or more, or lower ${first.pool.name}.`,
      claims,
    },
  ]
}

/** Both colours run at once: the pools of both are open. */
function overlapping(
  guide: Guide,
  {
    demands,
    limit,
    reserve,
  }: { demands: readonly Demand[]; limit: DatabaseLimit; reserve: number },
): Finding[] {
  const once = sumOf(demands) + reserve
  const twice = 2 * sumOf(demands) + reserve
  if (demands.length === 0 || once > limit.count || twice <= limit.count) return []
  const [release] = releasesOf(guide).filter(({ isOverlapping }) => isOverlapping)
  if (!release) return []
  return [
    {
      id: 'pool-exceeds-server-in-release',
      line: release.start.line,
      related: demands.map(({ pool }) => pool.line),
      problem: 'While old and new run beside each other, the pools of both are open.',
      ran: `2 x (${demands.map(told).join(' + ')}) + ${reserve}, against ${limit.from}`,
      printed: `${twice} connections, and the server accepts ${limit.count}`,
      fix: `Set max_connections to ${twice} or more: a release counts both.`,
      claims,
    },
  ]
}

/** Remarks of a row that leave it to the reader to raise the limit, or to be without it. */
const caveat = /max_?connections|pooler|pgbouncer|rais|increase|develop|local|test/i

function rowFindings(
  guide: Guide,
  demands: readonly Demand[],
  limit: DatabaseLimit,
  reserve: number,
) {
  const [first] = demands
  return guide.tables.flatMap(({ columns, rows }) => {
    const terms = columns.map(termOf)
    if (!terms.includes('size') || !first) return []
    return rows.flatMap(({ cells, line }): Finding[] => {
      const number = (term: PoolTerm) => {
        const text = cells[terms.indexOf(term)] ?? ''
        return /^\d+$/.test(text) ? Number(text) : undefined
      }
      const size = number('size')
      const overflow = terms.includes('overflow') ? number('overflow') : 0
      if (size === undefined || overflow === undefined || caveat.test(cells.join(' '))) return []
      const replicas = number('instances') ?? first.replicas
      const workers = number('workers') ?? first.workers
      const accepted = number('max') ?? limit.count
      const demand = { ...first, replicas, workers, pool: { ...first.pool, size, overflow } }
      const needed = opened(demand) + reserve
      if (needed <= accepted) return []
      return [
        {
          id: 'pool-row-exceeds-server',
          line,
          related: [first.pool.line],
          problem: 'With this row the pools may open more connections than the database accepts.',
          ran: `${told(demand)} + ${reserve}, against ${limit.from}`,
          printed: `${needed} connections, and the server accepts ${accepted}`,
          fix: `Say in the row that max_connections has to be ${needed}, or lower the figures.`,
          claims,
        },
      ]
    })
  })
}

/** A formula that counts instances where each of them has several processes. */
function formulaFindings(formulas: readonly Formula[], demands: readonly Demand[]): Finding[] {
  const [first] = demands
  if (!first || demands.length !== 1) return []
  return formulas.flatMap(({ sum, line, around }) => {
    const isMeant = /\b(?:workers?|process(?:es)?)\b/i.test(around.replace(sum, ''))
    const { replicas, workers, pool } = first
    const values: Record<PoolTerm, number | undefined> = {
      size: pool.size,
      overflow: pool.overflow,
      workers:
        /(?:workers|processes)/i.test(sum) && !/(?:instances|replicas|containers|pods)/i.test(sum)
          ? replicas * workers
          : workers,
      instances: isMeant ? replicas * workers : replicas,
      max: undefined,
    }
    const given = valueOfSum(sum, (name) => {
      const term = termOf(name)
      return term === undefined ? undefined : values[term]
    })
    const needed = opened(first) + reserveOf([{ sum, line, around }])
    if (given === undefined || given >= opened(first)) return []
    return [
      {
        id: 'pool-formula-counts-instances',
        line,
        related: [pool.line],
        problem: `The formula counts instances, but each of their ${workers} processes has a pool.`,
        ran: `the formula with the guide's own figures, beside ${told(first)} (${first.from})`,
        printed: `the formula gives ${given}, the deployment needs ${needed}`,
        fix: 'Multiply by the workers of each instance as well.',
        claims: ['pool.formula-holds', 'pool.formula-tight'],
      },
    ]
  })
}

export const poolArithmetic: Finder = (guide, { folder }) => {
  const demands = demandsOf(guide)
  const formulas = formulasOf(guide)
  const wrong = formulaFindings(formulas, demands)
  const limit = databaseLimit(guide, folder)
  if (limit === undefined || hasPooler(guide)) return wrong
  const reserve = reserveOf(formulas)
  return [
    ...configured(demands, limit, reserve),
    ...rowFindings(guide, demands, limit, reserve),
    ...wrong,
    ...overlapping(guide, { demands, limit, reserve }),
  ]
}
