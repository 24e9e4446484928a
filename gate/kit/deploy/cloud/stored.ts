/** What the variables of a deployment are stored as, and whether two deployments agree. Pure. */
import type { Platform } from './platform.ts'

/**
 * The name under which a value is stored, without where: account, region, folder and version
 * differ from platform to platform. A key inside a secret of several values stays.
 */
export function storedName(reference: string): string {
  const [name = '', key = ''] = reference.startsWith('arn:')
    ? reference.split(':').slice(reference.includes(':secretsmanager:') ? 6 : 5)
    : reference.split(':')
  const isInside = reference.includes(':secretsmanager:') && key !== ''
  return `${name.split('/').at(-1)}${isInside ? `#${key}` : ''}`
}

const named = ({ stored = {} }: Platform) =>
  Object.entries(stored).map(([variable, reference]) => [variable, storedName(reference)] as const)

/** Each two of a list, in its order. */
function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((item, at) => items.slice(at + 1).map((other): [T, T] => [item, other]))
}

/**
 * Pairs of variables that two platforms store the other way round: one of the two reads each
 * variable from the place of the other. A name that only one platform uses says nothing.
 */
export function crossedSecrets(platforms: readonly Platform[]): string[] {
  return pairsOf(platforms).flatMap(([one, other]) => {
    const there = new Map(named(other))
    return pairsOf(named(one).filter(([variable]) => there.has(variable)))
      .filter(([[a, storedA], [b, storedB]]) => {
        return storedA !== storedB && there.get(a) === storedB && there.get(b) === storedA
      })
      .map(
        ([[a, storedA], [b, storedB]]) =>
          `${one.name} reads ${a} from ${storedA} and ${b} from ${storedB}, ` +
          `${other.name} the other way round`,
      )
  })
}

/** The place of a value in the store, with all that makes it another one but its version. */
const placeOf = (reference: string) => reference.replace(/(?<!:):(?:latest|\d+)$/, '')

/** The variables of the config that are stored: whole addresses, and keys. */
export interface StoredVariables {
  addresses: readonly string[]
  keys: readonly string[]
}

/**
 * Variables that one platform reads from the same place: an address and whatever else, or two keys
 * that another platform keeps apart. One secret may serve as two keys, if it does so everywhere.
 */
export function sharedSecrets(
  platforms: readonly Platform[],
  { addresses, keys }: StoredVariables,
): string[] {
  const isApart = (a: string, b: string) =>
    platforms.some(({ stored = {} }) => {
      const [one, other] = [stored[a], stored[b]]
      return one !== undefined && other !== undefined && placeOf(one) !== placeOf(other)
    })
  const known = [...new Set([...addresses, ...keys])]
  return platforms.flatMap(({ name, stored = {} }) =>
    pairsOf(known).flatMap(([a, b]) => {
      const [one, other] = [stored[a], stored[b]]
      if (!one || !other || placeOf(one) !== placeOf(other)) return []
      const isWrong = addresses.includes(a) || addresses.includes(b) || isApart(a, b)
      return isWrong ? [`${name} reads ${a} and ${b} from the same place: ${one}`] : []
    }),
  )
}
