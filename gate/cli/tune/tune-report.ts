/** What a tuning came to, for a reader and as JSON: pure functions of its result. */
import { kneeOf, type Measured, type Run, shortcomings } from '#gate/tune/measured.ts'
import { mostUtilisation } from '#gate/tune/need.ts'
import { defaultMaxConnections, type Recommendation, type Sized } from '#gate/tune/recommend.ts'

export interface Tuning {
  target: string
  recommendation: Recommendation
  measured: Measured
  amplePool: number
  /** Processes of one worker that were seen to own a pool. */
  poolOwners: number
  /** Of processors: what the runs shared with the target. */
  cpus: number
  /** Folder of the run, and the plot in it. */
  folder: string
  plot: string
}

const exitCodes: Record<Recommendation['kind'], 0 | 1 | 2> = {
  sized: 0,
  unreachable: 1,
  undecided: 2,
}

/** 0 if a pool is recommended, 1 if none would do, 2 if nothing can be said. */
export function exitCodeOf({ recommendation }: Tuning): number {
  return exitCodes[recommendation.kind]
}

export function renderTuningJson(tuning: Tuning): string {
  const { recommendation, measured, amplePool } = tuning
  const { objectives } = measured
  const knee = kneeOf(
    measured.runs.filter(({ pool }) => pool === amplePool),
    objectives,
  )
  return `${JSON.stringify({ ...tuning, recommendation, knee }, null, 2)}\n`
}

const number = (value: number) => String(Math.round(value * 10) / 10)
const ms = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`

function headline({ target, recommendation }: Tuning): string {
  const { demand, processes, ratePerProcess } = recommendation
  return (
    `${target}: ${number(demand.ratePerSecond)} requests a second on ${demand.instances} x ` +
    `${demand.workers} = ${processes} processes, ${number(ratePerProcess)}/s each`
  )
}

function guideLines({ guide }: Recommendation): string[] {
  const { row, connections, countedByInstance } = guide
  const pool = `${row.poolSize} + ${row.maxOverflow}`
  return [
    `guide           the ${row.label} row, ${pool} for each process: max_connections ` +
      `${connections.steady}, and ${connections.overlapping} in a blue-green release`,
    `                (${countedByInstance} counted by instance, as the guide does; PostgreSQL ` +
      `allows ${defaultMaxConnections} by default)`,
  ]
}

function sizedLines(recommendation: Sized): string[] {
  const { pool, connections, proof, modelNeeds, unjudged, guide } = recommendation
  const saved = guide.connections.overlapping / connections.overlapping
  return [
    `pool            ${pool} for each process, and no overflow`,
    `max_connections ${connections.overlapping}: both versions of a blue-green release, and 10 ` +
      `spare; ${connections.steady} without one`,
    ...guideLines(recommendation),
    `                ${saved.toFixed(1)} times as many connections`,
    `proof           ${proof.requests} requests at ${number(proof.ratePerSecond)}/s on ${pool}: ` +
      `p95 ${ms(proof.p95Ms)}, p99 ${ms(proof.p99Ms)}, none failed`,
    `model           M/M/c needs ${modelNeeds} for random arrivals, used ` +
      `${mostUtilisation * 100} % at most`,
    ...unjudged.map(
      (run) =>
        `unjudged        a pool of ${run.pool} may do: ${run.limitedBy ?? 'too few requests'}`,
    ),
  ]
}

function verdictLines(recommendation: Recommendation): string[] {
  if (recommendation.kind === 'sized') return sizedLines(recommendation)
  if (recommendation.kind === 'undecided') {
    return [
      'pool            no recommendation: the target was not what set the limit',
      ...recommendation.reasons.map((reason) => `because         ${reason}`),
      ...guideLines(recommendation),
    ]
  }
  const { reason, processesNeeded, processes } = recommendation
  return [
    `pool            none would do: ${reason}`,
    processesNeeded === undefined
      ? 'processes       no rate was seen to hold'
      : `processes       ${processesNeeded} in place of ${processes} would carry it, each at the ` +
        'highest rate that held',
    ...guideLines(recommendation),
  ]
}

function kneeLine({ measured, amplePool }: Tuning): string {
  const runs = measured.runs.filter(({ pool }) => pool === amplePool)
  const { heldAt, brokeAt, brokeBy } = kneeOf(runs, measured.objectives)
  const limited = runs.find((run) => run.limitedBy !== undefined)
  const beyond =
    brokeAt !== undefined
      ? `${brokeAt}/s did not: ${brokeBy.join(', ')}`
      : limited
        ? `${limited.ratePerSecond}/s could not be judged: ${limited.limitedBy}`
        : 'nothing above it was tried'
  const held = heldAt === undefined ? 'no rate held' : `${heldAt}/s held`
  return `knee            with ${amplePool} connections ${held} in one process; ${beyond}`
}

function runTable({ measured }: Tuning): string[] {
  const head = ['pool', 'rate/s', 'achieved', 'requests', 'failed', 'dropped']
  const columns = [...head, 'p50 ms', 'p95 ms', 'p99 ms', 'backends']
  const cell = (text: string | number) => String(text).padStart(9)
  const row = (run: Run) => {
    const doubt = run.limitedBy ? `not judged: ${run.limitedBy}` : ''
    const short = shortcomings(run, measured.objectives).join(', ')
    const figures = [
      run.pool,
      run.ratePerSecond,
      number(run.achievedPerSecond),
      run.requests,
      run.failed,
      run.dropped,
      run.p50Ms.toFixed(1),
      run.p95Ms.toFixed(1),
      run.p99Ms.toFixed(1),
      run.backendsMax ?? '-',
    ]
    return `${figures.map(cell).join('')}  ${doubt || short || 'held'}`
  }
  const runs = measured.runs.toSorted(
    (a, b) => a.pool - b.pool || a.ratePerSecond - b.ratePerSecond,
  )
  return [columns.map(cell).join(''), ...runs.map(row)]
}

/** The answer first, then what it rests on. */
export function renderTuning(tuning: Tuning): string {
  const { recommendation, measured, cpus, poolOwners } = tuning
  const { mean, low, high } = measured.holdMs
  const lines = [
    headline(tuning),
    '',
    ...verdictLines(recommendation),
    `service time    a request holds a connection for ${ms(mean)} (${ms(low)} to ${ms(high)})`,
    kneeLine(tuning),
    '',
    ...runTable(tuning),
    '',
    `One worker was measured, at its share of the rate, on ${cpus} processors shared with ` +
      'PostgreSQL and k6.',
    'Not measured: what the database does under the whole rate. k6 sends at even intervals, which',
    'hides about half of the queue (Allen-Cunneen); the M/M/c floor stands in for random arrivals.',
    ...(poolOwners > 1 ? [`A worker had ${poolOwners} processes with a pool; each counts.`] : []),
    `plot ${tuning.plot}`,
  ]
  return `${lines.join('\n')}\n`
}
