/**
 * Brings the programs that npm does not, as `preflight setup` does. Called by `scripts/setup`,
 * which sees to Node and the packages first and lets one set-up run at a time.
 *
 * `--look` only says whether there is anything to do: exit 0 when not.
 */

import { parseArgs } from 'node:util'
import { bringPrograms, triedLately } from '#gate/cli/setup/bring.ts'
import { isMissing, type Need, needsOf, needsOfGate } from '#gate/cli/setup/needs.ts'
import { PreflightError } from '#gate/errors.ts'
import { claims } from '#guide/index.ts'
import { bringShells, missingShells } from './setup-shells.ts'

const forGate = '--for-gate'
const at = process.argv.indexOf(forGate)
const [ours, gateArguments] =
  at < 0
    ? [process.argv.slice(2), undefined]
    : [process.argv.slice(2, at), process.argv.slice(at + 1)]

const { values: asked } = parseArgs({
  args: ours,
  options: {
    docker: { type: 'boolean', default: false },
    browser: { type: 'boolean', default: false },
    shells: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    look: { type: 'boolean', default: false },
  },
})

/** All that is needed. Nothing if the gate will refuse its command line or the config. */
async function findNeeds(): Promise<Need[]> {
  const everything = needsOf(claims, 'local')
  // Reading a target's config takes time: only if something is missing at all.
  if (gateArguments === undefined || !everything.some(isMissing)) return everything
  return await needsOfGate(gateArguments).catch((error) => {
    if (error instanceof PreflightError) return []
    throw error
  })
}

const needs = await findNeeds()
if (asked.look) {
  // With --quiet, what could not be installed a short time ago is not tried on every start.
  const isSettled = (need: Need) => asked.quiet && triedLately(need) && !need.program.core
  const isDone = needs.filter(isMissing).every(isSettled)
  const hasShells = !asked.shells || missingShells().length === 0
  const isAll = isDone && hasShells && !asked.docker && !asked.browser
  if (isAll && !asked.quiet) console.error('setup: everything is here')
  process.exitCode = isAll ? 0 : 1
} else {
  process.exitCode = await bringPrograms(needs, !asked.quiet)
  if (asked.docker) {
    const { bringDocker } = await import('./setup-docker.ts')
    await bringDocker()
  }
  if (asked.browser) {
    const { bringBrowser } = await import('./setup-browser.ts')
    await bringBrowser()
  }
  if (asked.shells) await bringShells()
  if (process.exitCode === 0 && !asked.quiet) console.error('setup: done')
}
