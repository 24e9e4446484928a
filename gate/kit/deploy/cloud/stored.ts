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
