/** The result of a tuning as text and as JSON: pure functions. */
import { plural } from '#gate/plural.ts'
import { kneeOf, type Measured, type Run, shortcomings } from '#gate/tune/measured.ts'
import { maxUtilisation } from '#gate/tune/need.ts'
import { defaultMaxConnections, type Recommendation, type Sized } from '#gate/tune/recommend.ts'

export interface Tuning {
  target: string
  recommendation: Recommendation
  measured: Measured
  amplePool: number
  /** Processes of one worker that have a pool. */
  poolOwners: number
  /** CPUs that target, database and k6 shared. */
  cpus: number
  /** Folder of the run, and the file of the plot. */
  folder: string
  plot: string
}

const exitCodes: Record<Recommendation['kind'], 0 | 1 | 2> = {
  sized: 0,
  unreachable: 1,
  undecided: 2,
}

/** 0 if a pool is recommended, 1 if no pool is enough, 2 if nothing can be recommended. */
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
    `${target}: ${number(demand.ratePerSecond)} requests/s on ${demand.instances} x ` +
    `${demand.workers} = ${processes} processes, ${number(ratePerProcess)}/s each`
  )
}

function guideLines({ guide }: Recommendation): string[] {
  const { row, connections, countedByInstance } = guide
  const pool = `${row.poolSize} + ${row.maxOverflow}`
  return [
    `guide           the ${row.label} row, ${pool} per process: max_connections ` +
      `${connections.steady}, or ${connections.overlapping} in a blue-green release`,
    `                (${countedByInstance} if counted per instance, as in the guide; the ` +
      `default of PostgreSQL is ${defaultMaxConnections})`,
  ]
}

function sizedLines(recommendation: Sized): string[] {
  const { pool, connections, proof, modelNeeds, unjudged, guide } = recommendation
  const saved = guide.connections.overlapping / connections.overlapping
  return [
    `pool            ${pool} per process, no overflow`,
    `max_connections ${connections.overlapping}: both versions of a blue-green release and 10 ` +
      `spare; ${connections.steady} without blue-green`,
    ...guideLines(recommendation),
    `                ${saved.toFixed(1)} times as many connections`,
    `proof           ${proof.requests} requests at ${number(proof.ratePerSecond)}/s on ${pool}: ` +
      `p95 ${ms(proof.p95Ms)}, p99 ${ms(proof.p99Ms)}, none failed`,
    `model           M/M/c needs ${modelNeeds} for random arrivals, at ` +
      `${maxUtilisation * 100} % utilisation at most`,
    ...unjudged.map(
      ({ pool: smaller, limitedBy = 'too few requests' }) =>
        `unjudged        a pool of ${smaller} may be enough: ${limitedBy}`,
    ),
  ]
}

function verdictLines(recommendation: Recommendation): string[] {
  if (recommendation.kind === 'sized') return sizedLines(recommendation)
  if (recommendation.kind === 'undecided') {
    return [
      'pool            no recommendation: the target was not the bottleneck',
      ...recommendation.reasons.map((reason) => `because         ${reason}`),
      ...guideLines(recommendation),
    ]
  }
  const { reason, processesNeeded, processes } = recommendation
  return [
    `pool            no pool is enough: ${reason}`,
    processesNeeded === undefined
      ? 'processes       no rate met the objectives'
      : `processes       ${processesNeeded} instead of ${processes} would serve it, each at the ` +
        'highest rate that met the objectives',
    ...guideLines(recommendation),
  ]
}

function kneeLine({ measured, amplePool }: Tuning): string {
  const runs = measured.runs.filter(({ pool }) => pool === amplePool)
  const { heldAt, brokeAt, brokeBy } = kneeOf(runs, measured.objectives)
  const limited = runs.find((run) => run.limitedBy !== undefined)
  const beyond =
    brokeAt !== undefined
      ? `missed them at ${brokeAt}/s: ${brokeBy.join(', ')}`
      : limited
        ? `${limited.ratePerSecond}/s could not be judged: ${limited.limitedBy}`
        : 'no higher rate was tried'
  const held = heldAt === undefined ? 'no rate' : `${heldAt}/s`
  return (
    `knee            one process with ${amplePool} connections met the objectives at ` +
    `${held}; ${beyond}`
  )
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
    return `${figures.map(cell).join('')}  ${doubt || short || 'objectives met'}`
  }
  const runs = measured.runs.toSorted(
    (a, b) => a.pool - b.pool || a.ratePerSecond - b.ratePerSecond,
  )
  return [columns.map(cell).join(''), ...runs.map(row)]
}

/** The answer first, then what it is based on. */
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
    `Measured: one worker at its share of the rate, on ${plural(cpus, 'CPU')} shared with ` +
      'PostgreSQL and k6.',
    'Not measured: the database under the full rate. k6 sends at even intervals, which hides about',
    'half of the queue (Allen-Cunneen); the minimum of the M/M/c model allows for random arrivals.',
    ...(poolOwners > 1
      ? [`One worker has ${poolOwners} processes with a pool; each is counted.`]
      : []),
    `plot: ${tuning.plot}`,
  ]
  return `${lines.join('\n')}\n`
}
