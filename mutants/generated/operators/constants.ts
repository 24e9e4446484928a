/** Changes of constants as they stand in words of configuration files. Pure. */
import type { Change } from '../change.ts'
import type { Area } from './lists.ts'

/** Another unit of the same kind: what is easily mistaken for the one that is meant. */
const otherUnit: Readonly<Record<string, string>> = {
  ms: 's',
  s: 'ms',
  m: 's',
  h: 'm',
  d: 'h',
  k: 'm',
  K: 'M',
  M: 'K',
  G: 'M',
  g: 'm',
}

/**
 * A number with its unit: a whole word, or the value of `name=`, `name:` or `${NAME:-…}`. Parts of
 * addresses, versions and paths are none.
 */
const constant = new RegExp(
  [
    /(?<=^|[\s;,"'[^]|[\w\]][=:]|\$\{\w+:-)/,
    /(?<number>\d{1,9})(?<unit>ms|[smhdkKMGg])?/,
    /(?=$|[\s;,"'\]}:])/,
  ]
    .map(({ source }) => source)
    .join(''),
  'g',
)

/** A number in another size: in a unit mistaken for the right one, or by a factor of 1000. */
export function inOtherUnit(number: number, unit = ''): string | undefined {
  const other = otherUnit[unit]
  if (other !== undefined) return `${number}${other}`
  if (number === 0) return undefined
  return String(number % 1000 === 0 ? number / 1000 : number * 1000)
}

/**
 * A number by one. From 100 on a round one, in tens or in KiB, is a quantity, of which one more or
 * less is within any tolerance: only its unit and its size are changed. A status or a port is
 * seldom round.
 */
export function byOne(number: number): number | undefined {
  const isRound = number % 10 === 0 || number % 1024 === 0
  return number >= 100 && isRound ? undefined : number + 1
}

/** Every constant of a word by one, and in another unit. @param at where the word stands */
export function constantsIn(word: string, at: number): Change[] {
  return [...word.matchAll(constant)].flatMap(({ index, 0: found, groups }) => {
    const area = { start: at + index, end: at + index + found.length }
    const number = Number(groups?.number)
    const unit = groups?.unit ?? ''
    return constantChanges(area, byOne(number), inOtherUnit(number, unit), unit)
  })
}

/** The changes of one constant, those that there are. */
export function constantChanges(
  area: Area,
  next: number | undefined,
  other: string | undefined,
  unit = '',
): Change[] {
  const changes: Change[] = []
  if (next !== undefined) changes.push({ operator: 'constant-by-one', ...area, put: next + unit })
  if (other !== undefined) changes.push({ operator: 'constant-unit', ...area, put: other })
  return changes
}

const opposites: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  on: 'off',
  off: 'on',
}

/** A word that says yes or no, turned round. @param at where it stands */
export function flipped(word: string, at: number): Change[] {
  const put = opposites[word]
  if (put === undefined) return []
  return [{ operator: 'flip-boolean', start: at, end: at + word.length, put }]
}
