/** Whether the variables of a compose file have a value when it is started from its sample. */
import { isMap, mapOf, pairsOf } from '#gate/yaml-map.ts'
import { type Values, type Variable, variablesOf } from './substitution.ts'

/** Compose sets these itself, or every shell does. */
const alwaysSet = new Set(['PWD', 'HOME', 'USER', 'COMPOSE_PROJECT_NAME'])

/** Names of what must not be empty: a password, a key. */
const secret = /secret|passw|pwd|passphrase|token|credential|(?:^|_)(?:pass|key)(?:_|$)/i

/**
 * `empty`: the sample sets it to nothing, and only the operator knows whether that will do.
 * `beside`: only the file that lies beside on this machine sets it.
 */
export type Settled = 'yes' | 'no' | 'empty' | 'beside'

export interface SettledVariable extends Variable {
  isSettled: Settled
}

export interface Sample {
  /** Its values, empty ones included. */
  values: Values
  /** Of the `.env` beside the file, which Compose reads. Default: there is none. */
  beside?: Values
  /** Variables of containers that have to have a value. */
  needed: readonly string[]
}

/** Names of variables in the environment of services that may be empty there. */
function optionalIn(document: unknown, needed: readonly string[]): Set<string> {
  const optional = new Set<string>()
  const elsewhere = new Set<string>()
  const services = Object.values(mapOf(mapOf(document).services)).filter(isMap)
  for (const { environment, ...rest } of services) {
    for (const { name } of variablesOf(rest)) elsewhere.add(name)
    for (const [container, value] of pairsOf(environment)) {
      const isFree = !needed.includes(container) && !container.startsWith('POSTGRES_')
      // Part of a longer text, an address say, it leaves a hole there.
      const isWhole = typeof value === 'string' && /^\$(?:\w+|\{\w+\})$/.test(value.trim())
      for (const { name } of variablesOf(value))
        (isFree && isWhole ? optional : elsewhere).add(name)
    }
  }
  return new Set([...optional].filter((name) => !elsewhere.has(name)))
}

/** A file without notes of its own, `x-…`: what services take of them stands in those, too. */
function withoutExtensions(document: unknown): unknown {
  const isOurs = ([key]: [string, unknown]) => !key.startsWith('x-')
  const { services, ...rest } = Object.fromEntries(Object.entries(mapOf(document)).filter(isOurs))
  const own = Object.entries(mapOf(services)).map(([name, service]) => {
    return [name, Object.fromEntries(Object.entries(mapOf(service)).filter(isOurs))]
  })
  return { ...rest, services: Object.fromEntries(own) }
}

/**
 * The variables of a file, each with whether it has a value. One that has to be set at one place
 * stops the start, so that it is not empty at the others.
 * @param document as written
 */
export function settledVariables(document: unknown, sample: Sample): SettledVariable[] {
  const { values, beside = {}, needed } = sample
  const variables = variablesOf(withoutExtensions(document))
  const demanded = new Set(
    variablesOf(document)
      .filter(({ absence }) => absence === 'required')
      .map(({ name }) => name),
  )
  const optional = optionalIn(document, needed)
  const settled = ({ name, absence }: Variable): Settled => {
    if (absence !== 'none' || demanded.has(name) || alwaysSet.has(name)) return 'yes'
    const value = values[name]
    if (value === undefined) return beside[name] ? 'beside' : 'no'
    if (value !== '') return 'yes'
    if (!optional.has(name) || needed.includes(name)) return 'no'
    return secret.test(name) ? 'empty' : 'yes'
  }
  return variables.map((each) => ({ ...each, isSettled: settled(each) }))
}
