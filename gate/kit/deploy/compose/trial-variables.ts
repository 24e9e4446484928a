/** Values of a trial for variables that the config and the sample leave open. Pure. */
import { unverified } from '#gate/errors.ts'
import { mapOf } from '#gate/yaml-map.ts'
import type { Values } from './substitution.ts'
import { variablesOf } from './substitution.ts'

/** Names whose value may be anything random, if it is the same everywhere. */
const secretName = /(?:^|_)(?:PASSWORD|PASSWD|PASS|SECRET|TOKEN|SALT|KEY)(?:_BASE)?$/i

/** The names in the images of services: the gate puts its own image there, or a stand-in. */
function imageNames(document: unknown): Set<string> {
  const images = Object.values(mapOf(mapOf(document).services)).map((each) => mapOf(each).image)
  return new Set([...variablesOf(images)].map(({ name }) => name))
}

/**
 * Values for what an operator would fill in: secrets are made, and versions do not matter.
 * @param document the compose file, as written
 * @param known the values that are settled
 * @param secret makes a secret, by name
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if Compose would refuse to start without others
 */
export function openValues(
  document: unknown,
  known: Values,
  secret: (name: string) => string,
): Record<string, string> {
  const images = imageNames(document)
  const values: Record<string, string> = {}
  const left = new Set<string>()
  for (const { name, absence } of variablesOf(document)) {
    if (known[name] || absence === 'default') continue
    if (secretName.test(name)) values[name] = secret(name)
    else if (images.has(name)) values[name] = '1'
    else if (absence === 'required') left.add(name)
  }
  if (left.size === 0) return values
  const names = [...left].join(', ')
  throw unverified({
    because: `the compose file does not start without ${names}, and the config gives no value`,
    hint: 'give one in compose.variables, as production has it',
  })
}
