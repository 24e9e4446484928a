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

/** A name as any store or file may spell it. */
const spelt = (name: string) => name.toLowerCase().replace(/[-.]/g, '_')

/** Pairs of variables of one platform, each of which gets the value that is named as the other. */
export function exchangedValues(platforms: readonly Platform[]): string[] {
  return platforms.flatMap((platform) =>
    pairsOf([...named(platform), ...Object.entries(platform.copied ?? {})])
      .filter(([[a, from], [b, other]]) => spelt(from) === spelt(b) && spelt(other) === spelt(a))
      .map(([[a, from], [b, other]]) => `${platform.name} gives ${a} ${from}, and ${b} ${other}`),
  )
}

/** The place of a value in the store, with all that makes it another one but its version. */
const placeOf = (reference: string) => reference.replace(/(?<!:):(?:latest|\d+)$/, '')

/** The variables of the config that are stored: whole addresses by what they lead to, and keys. */
export interface StoredVariables {
  postgres: readonly string[]
  redis: readonly string[]
  keys: readonly string[]
}

/**
 * Variables that one platform reads from the same place: an address and whatever else, or two keys
 * that another platform keeps apart. One secret may serve as two keys, if it does so everywhere,
 * and as two addresses of one server.
 */
export function sharedSecrets(platforms: readonly Platform[], known: StoredVariables): string[] {
  const all = platforms.map(({ name, stored, copied }) => ({
    name,
    from: { ...copied, ...stored },
  }))
  const isApart = (a: string, b: string) =>
    all.some(({ from }) => {
      const [one, other] = [from[a], from[b]]
      return one !== undefined && other !== undefined && placeOf(one) !== placeOf(other)
    })
  const kindOf = (variable: string) =>
    (['postgres', 'redis'] as const).find((kind) => known[kind].includes(variable)) ?? 'key'
  const variables = [...new Set([...known.postgres, ...known.redis, ...known.keys])]
  return all.flatMap(({ name, from }) =>
    pairsOf(variables).flatMap(([a, b]) => {
      const [one, other] = [from[a], from[b]]
      if (!one || !other || placeOf(one) !== placeOf(other)) return []
      const [kind, otherKind] = [kindOf(a), kindOf(b)]
      const isWrong = kind !== otherKind || (kind === 'key' && isApart(a, b))
      return isWrong ? [`${name} reads ${a} and ${b} from the same place: ${one}`] : []
    }),
  )
}
