/** The smallest pool that serves the expected rate, from measurements: a pure function. */
import { plural } from '#gate/plural.ts'
import { connectionsNeeded, type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import {
  type Demand,
  held,
  isJudgeable,
  kneeOf,
  type Measured,
  type Run,
  sharePerProcess,
  shortcomings,
} from './measured.ts'
import { poolNeeded } from './need.ts'

/** PostgreSQL's default of max_connections. */
export const defaultMaxConnections = 100
/** In a blue-green release both versions run for a while, each with all its processes. */
const overlappingVersions = 2

/** Connections to the server, by the guide's formula. */
export interface Connections {
  /** Of one version. */
  steady: number
  /** While two versions overlap: the least that max_connections must be. */
  overlapping: number
}

/** What the guide's table says for the same rate. */
export interface GuideRow {
  row: TuningRow
  connections: Connections
  /** The same row as the guide counts it: one pool per instance. */
  countedByInstance: number
}

interface Common {
  demand: Demand
  ratePerProcess: number
  processes: number
  /** The pool that the model needs at this rate; Infinity if none is enough. */
  modelNeeds: number
  guide: GuideRow
}

/** The smallest pool that served the rate in a run. */
export interface Sized extends Common {
  kind: 'sized'
  /** Connections per process: the size, with no overflow. */
  pool: number
  connections: Connections
  /** The run that showed it. */
  proof: Run
  /** Runs on smaller pools that the model allows, but that could not be judged. */
  unjudged: Run[]
}

/** No pool serves the rate: the pool is not the bottleneck. */
export interface Unreachable extends Common {
  kind: 'unreachable'
  reason: string
  /** The processes needed, each at the highest rate that met the objectives. */
  processesNeeded?: number
}

/** Nothing can be recommended: the deciding runs could not be judged. */
export interface Undecided extends Common {
  kind: 'undecided'
  reasons: string[]
}

export type Recommendation = Sized | Unreachable | Undecided

/** The table's row for a rate. */
export function guideRowFor(ratePerSecond: number): TuningRow {
  const row = tuningTable.find(({ ratePerSecond: { upTo } }) => ratePerSecond <= (upTo ?? Infinity))
  return row ?? (tuningTable.at(-1) as TuningRow)
}

function connectionsOf(size: number, overflow: number, processes: number): Connections {
  return {
    steady: connectionsNeeded({ size, overflow, processes }),
    overlapping: connectionsNeeded({ size, overflow, processes: processes * overlappingVersions }),
  }
}

function guideFor({ ratePerSecond, instances, workers }: Demand): GuideRow {
  const row = guideRowFor(ratePerSecond)
  const { poolSize: size, maxOverflow: overflow } = row
  return {
    row,
    connections: connectionsOf(size, overflow, instances * workers),
    countedByInstance: connectionsNeeded({ size, overflow, processes: instances }),
  }
}

/** The runs by pool size, smallest first; of one size, the highest rate first. */
function bySize(runs: readonly Run[]): Run[] {
  return runs.toSorted((a, b) => a.pool - b.pool || b.ratePerSecond - a.ratePerSecond)
}

/** No run met the objectives: was the target the bottleneck, or can the runs not be judged? */
function withoutProof(common: Common, measured: Measured, candidates: readonly Run[]) {
  const { ratePerProcess } = common
  const reasons = candidates.flatMap((run) => run.limitedBy ?? [])
  const thin = candidates.filter((run) => run.limitedBy === undefined && !isJudgeable(run))
  if (thin.length > 0) reasons.push(`${plural(thin.length, 'run')} had too few requests to judge`)
  if (candidates.length === 0) reasons.push(`no run was made at ${ratePerProcess}/s per process`)
  const largest = bySize(candidates).at(-1)
  if (reasons.length > 0 || largest === undefined) {
    return { ...common, kind: 'undecided' as const, reasons: [...new Set(reasons)] }
  }
  const problems = shortcomings(largest, measured.objectives)
  // A pool that is too small for the model may have met the objectives by chance.
  const why = problems.length > 0 ? problems.join(', ') : 'smaller than the model allows'
  const { heldAt } = kneeOf(measured.runs, measured.objectives)
  const more =
    heldAt === undefined ? {} : { processesNeeded: Math.ceil(common.demand.ratePerSecond / heldAt) }
  return {
    ...common,
    kind: 'unreachable' as const,
    ...more,
    reason: `with ${largest.pool} connections at ${largest.ratePerSecond}/s per process: ${why}`,
  }
}

/**
 * Recommends a pool. Only a size that was measured is recommended: the smallest that met the
 * objectives at the process' share of the rate or above, and that is no smaller than what the
 * queueing model needs for random arrivals. So it never falls as the rate rises.
 * @throws RangeError for a demand that is not made of positive numbers
 */
export function recommend(measured: Measured, demand: Demand): Recommendation {
  for (const [name, value] of Object.entries(demand)) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name}: ${value}`)
  }
  const { objectives, runs, unloaded } = measured
  const ratePerProcess = sharePerProcess(demand)
  const processes = demand.instances * demand.workers
  const modelNeeds = poolNeeded(measured, ratePerProcess)
  const common = { demand, ratePerProcess, processes, modelNeeds, guide: guideFor(demand) }
  if (unloaded.limitedBy !== undefined) {
    return { ...common, kind: 'undecided', reasons: [unloaded.limitedBy] }
  }
  const atRate = runs.filter((run) => run.ratePerSecond >= ratePerProcess)
  const candidates = bySize(atRate.filter((run) => run.pool >= modelNeeds))
  const proof = candidates.find((run) => held(run, objectives))
  if (!proof) return withoutProof(common, measured, candidates.length > 0 ? candidates : atRate)
  const smaller = candidates.filter((run) => run.pool < proof.pool && !isJudgeable(run))
  return {
    ...common,
    kind: 'sized',
    pool: proof.pool,
    proof,
    unjudged: smaller,
    connections: connectionsOf(proof.pool, 0, processes),
  }
}
