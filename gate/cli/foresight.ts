/** What the gate says before it starts: which claims the config cannot support, and why. */
import { relative } from 'node:path'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { plural } from '#gate/plural.ts'
import { foreseen, onGivenServers, type Unlocking, unlocking } from '#gate/run/needs.ts'
import { claimRecord, isRunnable } from '#gate/run/results.ts'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import type { AnyClaim } from '#guide/claim.ts'

/** With the lines around them, few enough for one screen. */
const maxKeys = 8
/** Of keys that serve alike. */
const maxAlike = 3

/** `a`, `a or b`, `a, b, c or 9 others`. */
function alike(keys: readonly string[]): string {
  const others = keys.length - maxAlike
  const words = others > 1 ? [...keys.slice(0, maxAlike), `${others} others`] : keys
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words)
}

function keyLine({ keys, alone, of }: Unlocking): string {
  const others = of - alone
  const how = alone === 0 ? ', with other keys' : `, ${others} of them with other keys`
  return `  ${alike(keys)}: ${plural(of, 'claim')}${others === 0 ? '' : how}`
}

/** The text for these claims; empty if the config says all that they need. */
export function foresightText(
  config: TargetConfig,
  claims: readonly { id: string }[],
  command: string,
): string {
  const all = foreseen(config, claims)
  const own = onGivenServers(config, claims, all).length
  const given =
    own === 0 ? [] : [`${plural(own, 'claim')} cannot be tried on the servers that services gives`]
  if (all.length === 0) return given.map((line) => `${line}\n`).join('')
  const late = all.filter(({ isLate }) => isLate).length
  const more = late === 0 ? '' : `, ${late} more cannot pass`
  const of = plural(claims.length, 'claim')
  const keys = unlocking(config, claims)
  const left = keys.length - maxKeys
  return [
    `${all.length - late} of ${of} will be unverified${more}: the config is missing`,
    ...keys.slice(0, maxKeys).map(keyLine),
    ...(left > 0 ? [`  and ${plural(left, 'more key')}`] : []),
    ...given,
    `see: ${command}`,
    '',
  ].join('\n')
}

/** The same for a run; claims that may not be tried on an attached target are not counted. */
export function foresight(
  { config, file }: LoadedTarget,
  claims: readonly AnyClaim[],
  { allow }: { allow: readonly string[] },
): string {
  const tried = claims.filter((claim) => isRunnable(claimRecord(claim, config, allow)))
  return foresightText(config, tried, `preflight list --target ${relative('.', file)}`)
}
