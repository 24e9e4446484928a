/**
 * The tests of this project, step by step. The last line is `N passed, N failed`.
 *
 *     npm test                      what proves the product here, in a quarter of an hour
 *     npm run test:all              everything: the mutants and the second engine too
 *     npm run test:all -- --rest    only what `npm test` leaves out
 */

import { parseArgs } from 'node:util'
import { dockerAnswers } from '../gate/stack/docker/daemon.ts'
import { imagesAtHand } from '../gate/stack/docker/images.ts'
import { planClaims } from './test/plan.ts'
import { command, gate, mutants, vitest } from './test/steps.ts'
import { add, lastLine, nothing, type Tally } from './test/tally.ts'

const { values: asked } = parseArgs({
  options: { all: { type: 'boolean', default: false }, rest: { type: 'boolean', default: false } },
})
const daemonTimeoutMs = 5000
const docker = (await dockerAnswers(daemonTimeoutMs)) && (await imagesAtHand())
const claims = await planClaims(docker)

interface Step {
  name: string
  run: () => Promise<Tally>
  needsDocker?: true
}

/** `npm test`. */
const first: readonly Step[] = [
  { name: 'formatting and lint', run: () => command(['biome', 'check']) },
  { name: 'types', run: () => command(['tsc', '--noEmit']) },
  { name: 'types of the load scripts', run: () => command(['tsc', '--noEmit', '-p', 'load']) },
  { name: 'dead code', run: () => command(['knip']) },
  { name: 'unit tests', run: () => vitest('unit') },
  { name: 'the gate, engine local', run: () => gate('local', claims.local) },
  {
    name: 'the gate, engine docker: what no process can stand in for',
    run: () => gate('docker', claims.dockerOnly),
    needsDocker: true,
  },
]

/** What takes longer, and seldom finds what `npm test` does not. */
const rest: readonly Step[] = [
  { name: 'tests that run the command line again and again', run: () => vitest('gate') },
  { name: 'the package, installed in an empty folder', run: () => vitest('package') },
  { name: 'tests on docker', run: () => vitest('docker'), needsDocker: true },
  {
    name: 'the gate, engine docker: what differs in a container',
    run: () => gate('docker', claims.differsOnDocker),
    needsDocker: true,
  },
  {
    name: 'mutants of what needs docker',
    run: () => mutants('docker', claims.killedOnDocker),
    needsDocker: true,
  },
  { name: 'mutants', run: () => mutants('local') },
]

const chosen = asked.rest ? rest : asked.all ? [...first, ...rest] : first
const startMs = performance.now()
const secondsSince = (ms: number) => Math.round((performance.now() - ms) / 1000)
const times: string[] = []
let total = nothing
for (const { name, run } of chosen.filter((step) => docker || !step.needsDocker)) {
  const stepMs = performance.now()
  process.stdout.write(`\n== ${name}\n`)
  const tally = await run()
  total = add(total, tally)
  if (tally.failed > 0 && !tally.failures?.length) {
    total = add(total, { ...nothing, failures: [`${name} failed`] })
  }
  const line = `${name}: ${lastLine(tally)} in ${secondsSince(stepMs)} s`
  times.push(line)
  process.stdout.write(`== ${line}\n`)
}

process.stdout.write(`\n${times.join('\n')}\nall steps: ${secondsSince(startMs)} s\n`)
if (!docker)
  process.stdout.write('skipped: no Docker engine with images; run scripts/setup --docker\n')
for (const failure of total.failures ?? []) process.stdout.write(`failed: ${failure}\n`)
process.stdout.write(`${lastLine(total)}\n`)
process.exitCode = total.failed === 0 ? 0 : 1
