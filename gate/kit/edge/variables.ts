/** What variables of a configuration can be: values of `set`, `map`, `geo` and `split_clients`. */
import type { Directive, Word } from './syntax.ts'
import { walk } from './tree.ts'

/** A word that a value is made of, and the directive that it stands in. */
export interface Source {
  in: Directive
  word: Word
}

interface Definition extends Source {
  /** The blocks that it stands in, outermost first. */
  within: readonly Directive[]
  /** By `set`: it counts for requests that come past it. Tables count for all. */
  isSet: boolean
  /** The value of a table that this one is for; undefined for `set`. */
  key?: string
}

/** Blocks that are tables, and the parameters in them that are no keys. */
const tables = new Set(['map', 'geo', 'split_clients'])
const parameters = new Set([
  'hostnames',
  'volatile',
  'ranges',
  'proxy',
  'proxy_recursive',
  'delete',
])

const plainName = (text: string) => /^\$(\w+)$/.exec(text)?.[1]?.toLowerCase()

/** A variable and one of its values, if the directive gives one. */
function definitionOf(directive: Directive, within: readonly Directive[]) {
  const { name, args } = directive
  const table = within.at(-1)
  if (table && tables.has(table.name)) {
    const variable = plainName(table.args.at(-1)?.value ?? '')
    const [word] = args
    if (variable === undefined || !word || parameters.has(name) || name === 'include') return
    return { variable, in: directive, word, within, isSet: false, key: name }
  }
  const [target, word] = args
  const variable = name === 'set' && target ? plainName(target.value) : undefined
  if (variable === undefined || !word) return
  return { variable, in: directive, word, within, isSet: true }
}

/** The innermost block that is no `if`: what a condition does counts for that block. */
const container = (within: readonly Directive[]) => within.findLast(({ name }) => name !== 'if')
const serverOf = (within: readonly Directive[]) => within.find(({ name }) => name === 'server')

export class Variables {
  readonly #definitions = new Map<string, Definition[]>()

  constructor(directives: readonly Directive[]) {
    for (const { directive, within } of walk(directives)) {
      const found = definitionOf(directive, within)
      if (!found) continue
      const { variable, ...definition } = found
      this.#definitions.set(variable, [...(this.#definitions.get(variable) ?? []), definition])
    }
  }

  /**
   * Values that a variable can have for a request in a place; none if nginx itself or a module
   * sets it. What is set on the way there comes before what is set elsewhere in the server.
   */
  sources(variable: string, within: readonly Directive[]): Definition[] {
    const all = this.#definitions.get(variable.toLowerCase()) ?? []
    const sets = all.filter(({ isSet }) => isSet)
    const onTheWay = sets.filter((each) => {
      const block = container(each.within)
      return block !== undefined && within.includes(block)
    })
    const server = serverOf(within)
    const inServer = sets.filter((each) => server && serverOf(each.within) === server)
    const chosen = [onTheWay, inServer, sets].find(({ length }) => length > 0) ?? []
    return [...all.filter(({ isSet }) => !isSet), ...chosen]
  }
}
