/** Operators on configuration files of nginx, on the tree of their directives. Pure. */

import { type Directive, parseNginx } from '#gate/kit/edge/syntax.ts'
import { walk } from '#gate/kit/edge/tree.ts'
import type { Change } from '../change.ts'
import { constantsIn, flipped } from './constants.ts'
import { pairs, swap } from './lists.ts'

/** Directives of one name that stand side by side, each with the value of the other. */
function swapped(text: string, directives: readonly Directive[]): Change[] {
  return pairs(directives).flatMap(([one, other]) => {
    const [first, second] = [one.args.at(-1), other.args.at(-1)]
    if (one.name !== other.name || one.block || other.block || !first || !second) return []
    // `always` and the like are told by every one of them: the word before is the value.
    const isSame = first.value === second.value
    const [before, after] = isSame ? [one.args.at(-2), other.args.at(-2)] : [first, second]
    return before && after ? swap(text, before, after) : []
  })
}

/** Every change of a configuration file. @throws NginxSyntaxError */
export function nginxChanges(text: string, file: string): Change[] {
  const directives = parseNginx(text, file)
  const each = [...walk(directives)].flatMap(({ directive }) => {
    const { start, end, args, block = [] } = directive
    const drop: Change = { operator: 'drop-directive', start, end, put: '' }
    const words = args.flatMap((word) => {
      const written = text.slice(word.start, word.end)
      return [...constantsIn(written, word.start), ...flipped(written, word.start)]
    })
    return [drop, ...words, ...swapped(text, block)]
  })
  return [...each, ...swapped(text, directives)]
}
