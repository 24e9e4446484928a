/** `npm run bench`: every figure of the gate itself. `--json` prints one document. */
import { parseArgs } from 'node:util'
import { cachedCheck } from './cached-check.ts'
import { firstVerdict } from './first-verdict.ts'
import { postgresFixture } from './fixture.ts'
import { historyChecker } from './history.ts'
import { offeredRates, stallSeen } from './load.ts'
import { exhaustedPool } from './pool.ts'
import { probedFaults } from './prober.ts'
import { referenceFourWorkers, referenceOneWorker } from './reference-speed.ts'
import type { BenchResult } from './result.ts'
import { staleFill } from './stale-fill.ts'
import { wholeGate } from './whole-gate.ts'

const benches: readonly (() => Promise<BenchResult | BenchResult[]>)[] = [
  firstVerdict,
  postgresFixture,
  historyChecker,
  staleFill,
  cachedCheck,
  referenceOneWorker,
  referenceFourWorkers,
  exhaustedPool,
  offeredRates,
  stallSeen,
  probedFaults,
  wholeGate,
]

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const results: BenchResult[] = []
for (const bench of benches) results.push(...[await bench()].flat())
if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
else {
  for (const { name, value, goal, unit, runs, reference } of results) {
    const line = `${name.padEnd(20)} ${value} ${unit}, goal ${goal}, ${runs} runs`
    process.stdout.write(`${line}; relative to ${reference}\n`)
  }
}
