/** Operators on files of variables, `NAME=value`, one a line. Pure. */
import type { Change } from '../change.ts'
import { constantsIn, flipped } from './constants.ts'

/** A variable that is set; one that is commented out only tells a default. */
const variable = /^(?<name>[A-Z_]\w*=)(?<value>.*)$/gm

/** Every change of a file of variables. */
export function environmentChanges(text: string): Change[] {
  return [...text.matchAll(variable)].flatMap(({ index, 0: line, groups }) => {
    const at = index + (groups?.name?.length ?? 0)
    const value = groups?.value ?? ''
    const drop: Change = { operator: 'drop-line', start: index, end: index + line.length, put: '' }
    return [drop, ...constantsIn(value, at), ...flipped(value, at)]
  })
}
