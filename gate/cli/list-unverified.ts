/** `preflight list --target`: the claims that a config cannot support, each with what it lacks. */
import { plural } from '#gate/plural.ts'
import { foreseen, onGivenServers } from '#gate/run/needs.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { claims } from '#guide/index.ts'

function printLine(id: string, verdict: string, why: string): void {
  process.stdout.write(`${id.padEnd(46)} ${verdict.padEnd(11)} ${why}\n`)
}

/** Prints them. @returns 0 @throws PreflightError PREFLIGHT_E_CONFIG */
export async function listUnverified(file: string, { json }: { json: boolean }): Promise<number> {
  const { config } = await loadTarget(file)
  const lacking = foreseen(config, claims)
  const onGiven = onGivenServers(config, claims, lacking)
  if (json) {
    process.stdout.write(`${JSON.stringify([...lacking, ...onGiven], null, 2)}\n`)
    return 0
  }
  for (const { id, missing, isLate } of lacking) {
    const keys = missing.map((each) => each.join(' or ')).join('; ')
    printLine(id, isLate ? 'cannot pass' : 'unverified', keys)
  }
  for (const { id, given } of onGiven) {
    printLine(id, 'unverified', `${given} gives a server that the gate may not stop`)
  }
  const count = lacking.length + onGiven.length
  process.stdout.write(`${count} of ${plural(claims.length, 'claim')}\n`)
  return 0
}
