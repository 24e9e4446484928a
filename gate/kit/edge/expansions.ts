/** The texts that a word with variables can come to, character by character, with their origin. */
import { inconclusive } from '#gate/errors.ts'
import type { Directive } from './syntax.ts'
import type { Source, Variables } from './variables.ts'

/** A piece of a word: a character, or a variable in it. */
export interface Spot {
  source: Source
  from: number
  to: number
}

/** A character of a text, or a variable whose value only a request decides. */
export interface Char {
  text: string
  /** The name, without `$`; undefined for a character. */
  variable?: string
  /** Where it comes from: the word itself first, then the variables through which it came. */
  at: readonly Spot[]
}

/** More values than this are no address any more. */
const maxTexts = 200
const maxDepth = 10

/** Values of words, as written or as they are to be. */
export type ReadWord = (source: Source) => string

export const asWritten: ReadWord = ({ word }) => word.value

interface Piece {
  from: number
  to: number
  variable?: string
}

function piecesOf(value: string): Piece[] {
  return [...value.matchAll(/\$\{(\w+)\}|\$(\w+)|[\s\S]/g)].map((match) => {
    const variable = match[1] ?? match[2]
    const piece = { from: match.index, to: match.index + match[0].length }
    return variable === undefined ? piece : { ...piece, variable }
  })
}

export interface Scope {
  variables: Variables
  /** The blocks of the place, outermost first. */
  within: readonly Directive[]
}

/**
 * Every text that a word can come to in a place.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there are too many
 */
export function expansions(scope: Scope, source: Source, read: ReadWord = asWritten): Char[][] {
  const expand = (from: Source, path: readonly Spot[], open: readonly string[]): Char[][] => {
    const value = read(from)
    let texts: Char[][] = [[]]
    for (const { variable, ...piece } of piecesOf(value)) {
      const at = [...path, { source: from, ...piece }]
      const options = optionsOf(variable, value.slice(piece.from, piece.to), at, open)
      if (texts.length * options.length > maxTexts) {
        const { file, line } = source.in
        throw inconclusive(`${file}:${line}: ${source.word.value} has more than ${maxTexts} values`)
      }
      texts = texts.flatMap((text) => options.map((option) => [...text, ...option]))
    }
    return texts
  }
  const optionsOf = (
    variable: string | undefined,
    text: string,
    at: readonly Spot[],
    open: readonly string[],
  ): Char[][] => {
    if (variable === undefined) return [[{ text, at }]]
    const name = variable.toLowerCase()
    const sources = scope.variables.sources(name, scope.within)
    if (sources.length === 0 || open.includes(name) || open.length >= maxDepth) {
      return [[{ text, variable: name, at }]]
    }
    return sources.flatMap((inner) => expand(inner, at, [...open, name]))
  }
  return expand(source, [], [])
}
