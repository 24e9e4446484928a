/** What the checks of an exhausted pool measure on the reference backend. */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '#gate/kit/model/statistics.ts'
import type { BenchResult } from './result.ts'

const runs = 3
const root = join(import.meta.dirname, '..')

/** A figure of a claim's evidence: the observation that holds it, and where. */
interface Figure {
  name: string
  claim: string
  kind: string
  value: (data: Record<string, number>) => number | undefined
  unit: BenchResult['unit']
  goal: BenchResult['goal']
  reference: string
}

const figures: readonly Figure[] = [
  {
    name: 'pool-wait-predicted',
    claim: 'pool.queueing-predicted',
    kind: 'queue',
    value: ({ ratio }) => ratio,
    unit: 'ratio',
    goal: [0.95, 1.05],
    reference: 'the measured mean wait; the value is its prediction by replay',
  },
  {
    name: 'pool-time-to-503',
    claim: 'pool.timeout',
    kind: 'time to refusal',
    value: ({ p99Ratio }) => p99Ratio,
    unit: 'ratio',
    goal: [1, 1.03],
    reference: 'DB_POOL_TIMEOUT, 1 s; the value is the 99th percentile',
  },
  {
    name: 'pool-first-success',
    claim: 'pool.recovers',
    kind: 'first success',
    value: ({ afterMs }) => afterMs,
    unit: 'ms',
    goal: '<= 50',
    reference: 'the release of the table lock',
  },
]

/** One gate run of the checks. Returns the run's folder. */
async function gate(out: string): Promise<string> {
  const only = figures.map(({ claim }) => claim)
  const main = join(root, 'gate/cli/main.ts')
  const args = [main, 'gate', '--quick', '--engine', 'local', '--out', out, '--only', ...only]
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  const code = await new Promise((done) => child.once('close', done))
  if (code !== 0) throw new Error(`the gate ended with ${code}`)
  const [folder] = await readdir(out)
  return join(out, folder ?? '')
}

async function read(folder: string, { name, claim, kind, value }: Figure): Promise<number> {
  const files = await readdir(join(folder, 'evidence'))
  const file = files.find((each) => each.startsWith(`${claim}.`)) ?? ''
  const lines = (await readFile(join(folder, 'evidence', file), 'utf8')).trim().split('\n')
  const observed = lines.map((line) => JSON.parse(line)).find((line) => line.kind === kind)
  const found = value(observed?.data ?? {})
  if (found === undefined) throw new Error(`the evidence of ${claim} has no ${name}`)
  return found
}

/** The median of each figure over several runs. */
export async function exhaustedPool(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  try {
    const values = new Map<Figure, number[]>(figures.map((figure) => [figure, []]))
    for (let run = 0; run < runs; run += 1) {
      const results = await gate(join(folder, `out-${run}`))
      for (const [figure, seen] of values) seen.push(await read(results, figure))
    }
    return [...values].map(([{ name, unit, goal, reference }, seen]) => {
      const all = seen.map((value) => Number(value.toFixed(3)))
      return { name, value: median(all), goal, unit, runs, reference: `${reference}; all: ${all}` }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
