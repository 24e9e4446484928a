/**
 * `npm test`: Preflight's own tests, the gate on the reference backend with every engine that this
 * machine has, and the mutants. The last line is `N passed, N failed`.
 */

import { dockerAnswers } from '../gate/stack/docker/daemon.ts'
import { imagesAtHand } from '../gate/stack/docker/images.ts'
import { claims as guideClaims } from '../guide/index.ts'
import { type CoveredClaim, command, coveredClaims, gate, mutants, vitest } from './test/steps.ts'
import { add, lastLine, nothing, type Tally } from './test/tally.ts'

const daemonTimeoutMs = 5000
const docker = (await dockerAnswers(daemonTimeoutMs)) && (await imagesAtHand())
const covered = await coveredClaims()
const needy = new Set<string>(guideClaims.filter(({ needs }) => needs).map(({ id }) => id))

/**
 * What stops, freezes or configures a service does so otherwise in a container. The rest sees
 * nothing but an address. Generator and processes run on this machine with both engines: what a
 * load makes of them, or a process of its settings, is the same whatever its servers run in.
 */
const differs = ({ id, asksEngine }: CoveredClaim) =>
  needy.has(id) || (asksEngine && !/^(load|configuration)\./.test(id))
const idsOf = (claims: readonly CoveredClaim[]) => claims.map(({ id }) => id)

/** No local process can stand in for an image, a cgroup or a Swarm. */
const onlyDocker = idsOf(covered.filter(({ id }) => needy.has(id)))
const onDocker = idsOf(covered.filter(differs))
// What needs the machine to itself is measured once, where it is most like production.
const onLocal = idsOf(
  covered.filter((claim) => {
    const isElsewhere = docker && claim.isMeasured && differs(claim)
    return !needy.has(claim.id) && !isElsewhere
  }),
)

const steps: [name: string, run: () => Promise<Tally>][] = [
  ['formatting and lint', () => command(['biome', 'check'])],
  ['types', () => command(['tsc', '--noEmit'])],
  ['types of the load scripts', () => command(['tsc', '--noEmit', '-p', 'load'])],
  ['dead code', () => command(['knip'])],
  ['unit tests', () => vitest('unit')],
  ['the gate, engine local', () => gate('local', onLocal)],
  ...(docker
    ? ([
        ['tests on docker', () => vitest('docker')],
        ['the gate, engine docker', () => gate('docker', onDocker)],
        ['mutants of what needs docker', () => mutants('docker', onlyDocker)],
      ] as [string, () => Promise<Tally>][])
    : []),
  ['mutants', () => mutants('local')],
]

let total = nothing
for (const [name, run] of steps) {
  const startMs = performance.now()
  process.stdout.write(`\n== ${name}\n`)
  const tally = await run()
  total = add(total, tally)
  const seconds = Math.round((performance.now() - startMs) / 1000)
  if (tally.failed > 0 && !tally.failures?.length) {
    total = add(total, { ...nothing, failures: [`${name} failed`] })
  }
  process.stdout.write(`== ${name}: ${lastLine(tally)} in ${seconds} s\n`)
}
if (!docker) process.stdout.write('\nno Docker engine with images: scripts/setup --docker\n')
for (const failure of total.failures ?? []) process.stdout.write(`failed: ${failure}\n`)
process.stdout.write(`${lastLine(total)}\n`)
process.exitCode = total.failed === 0 ? 0 : 1
