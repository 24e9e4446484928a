/** `preflight list --target`: the claims that a config cannot support, each with what it lacks. */
import { plural } from '#gate/plural.ts'
import { foreseen } from '#gate/run/needs.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { claims } from '#guide/index.ts'

/** Prints them. @returns 0 @throws PreflightError PREFLIGHT_E_CONFIG */
export async function listUnverified(file: string, { json }: { json: boolean }): Promise<number> {
  const { config } = await loadTarget(file)
  const all = foreseen(config, claims)
  if (json) {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
    return 0
  }
  for (const { id, missing, isLate } of all) {
    const verdict = isLate ? 'cannot pass' : 'unverified'
    const keys = missing.map((each) => each.join(' or ')).join('; ')
    process.stdout.write(`${id.padEnd(46)} ${verdict.padEnd(11)} ${keys}\n`)
  }
  process.stdout.write(`${all.length} of ${plural(claims.length, 'claim')}\n`)
  return 0
}
