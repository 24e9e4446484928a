/** Changes of words that make up an address, so that it leads to a port of this machine. */
import { isDeepStrictEqual } from 'node:util'
import { asWritten, type Char, expansions, type Scope, type Spot } from './expansions.ts'
import {
  leadsNowhere,
  literalText,
  type PassAddress,
  passAddress,
  type Range,
} from './pass-address.ts'
import type { Source } from './variables.ts'

export interface Splice extends Spot {
  text: string
}

/** A word is the same wherever its file is included. */
const keyOf = ({ in: { file }, word }: Source) => `${file}:${word.start}`
const isSame = (one: Spot, other: Spot) => keyOf(one.source) === keyOf(other.source)
const touches = (one: Spot, { from, to }: Range) => one.from < to && one.to > from

/** A range of a text replaced: in the innermost word that has all of it, and nothing beside it. */
function replaced(chars: readonly Char[], range: Range, text: string): Splice | undefined {
  const part = chars.slice(range.from, range.to)
  const beside = [...chars.slice(0, range.from), ...chars.slice(range.to)]
  const depth = Math.min(...part.map(({ at }) => at.length))
  for (let level = depth - 1; level >= 0; level -= 1) {
    const spots = part.flatMap(({ at }) => at[level] ?? [])
    const [first] = spots
    if (!first || !spots.every((spot) => isSame(spot, first))) continue
    const from = Math.min(...spots.map((spot) => spot.from))
    const to = Math.max(...spots.map((spot) => spot.to))
    const isShared = beside.some(({ at }) => {
      const spot = at[level]
      return spot !== undefined && isSame(spot, first) && touches(spot, { from, to })
    })
    if (!isShared) return { source: first.source, from, to, text }
  }
  return undefined
}

/** Text put in behind a character: in the outermost word in which it can be, or the innermost. */
function inserted(
  chars: readonly Char[],
  index: number,
  text: string,
  isDeep: boolean,
): Splice | undefined {
  const before = chars[index - 1]?.at ?? []
  const after = chars[index]?.at ?? []
  const level = isDeep
    ? before.length - 1
    : before.findIndex((spot, at) => {
        const next = after[at]
        return !next || !isSame(spot, next) || spot.from !== next.from
      })
  const spot = before[level]
  return spot && { source: spot.source, from: spot.to, to: spot.to, text }
}

/** An address that is to lead here, with what it should read afterwards. */
interface Target {
  chars: readonly Char[]
  address: PassAddress
  /** It names an upstream block, so it gets no port. */
  isBlock: boolean
  /** The block that stands for an address, which no DNS is asked for. */
  block: string | undefined
}

const textOf = (chars: readonly Char[]) =>
  chars.map(({ text, variable }) => (variable === undefined ? text : `\${${variable}}`)).join('')

function wanted({ chars, address, isBlock, block }: Target, port: number): string {
  const { scheme, host, port: old } = address
  const start = scheme ? `http${textOf(chars.slice(scheme.to, host.from))}` : ''
  const name = start + (block ?? textOf(chars.slice(host.from, host.to)))
  const rest = textOf(chars.slice(old?.to ?? host.to))
  return isBlock || block !== undefined ? name + rest : `${name}:${port}${rest}`
}

function splicesOf({ chars, address, isBlock, block }: Target, port: number, isDeep: boolean) {
  const { scheme, host, port: old } = address
  const splices: (Splice | undefined)[] = []
  // Backends of this machine speak plain HTTP.
  if (scheme && literalText(chars, scheme) !== 'http') {
    splices.push(replaced(chars, scheme, 'http'))
  }
  if (block !== undefined) {
    splices.push(replaced(chars, host, block))
    if (old) splices.push(replaced(chars, { from: host.to, to: old.to }, ''))
  } else if (old) splices.push(replaced(chars, old, String(port)))
  else if (!isBlock) splices.push(inserted(chars, host.to, `:${port}`, isDeep))
  return splices.every((splice) => splice !== undefined) ? splices : undefined
}

/** The value of a word after its splices; undefined if two of them are in each other's way. */
function spliced(value: string, splices: readonly Splice[]): string | undefined {
  let result = value
  let end = Number.POSITIVE_INFINITY
  for (const { from, to, text } of splices.toSorted((one, other) => other.from - one.from)) {
    if (to > end || (from === end && from === to)) return undefined
    result = result.slice(0, from) + text + result.slice(to)
    end = from
  }
  return result
}

/** Words to change, each with its new value. */
export class Splices {
  readonly #byWord = new Map<string, { source: Source; splices: Splice[]; value: string }>()

  constructor(from?: Splices) {
    if (from) for (const [key, word] of from.#byWord) this.#byWord.set(key, word)
  }

  /** Adds splices, each once; false if they cannot be made beside those that are there. */
  add(all: readonly Splice[]): boolean {
    for (const splice of all) {
      const key = keyOf(splice.source)
      const known = this.#byWord.get(key)?.splices ?? []
      const { from, to, text } = splice
      if (known.some((each) => each.from === from && each.to === to && each.text === text)) continue
      const splices = [...known, splice]
      const value = spliced(splice.source.word.value, splices)
      if (value === undefined) return false
      this.#byWord.set(key, { source: splice.source, splices, value })
    }
    return true
  }

  read(source: Source): string {
    return this.#byWord.get(keyOf(source))?.value ?? asWritten(source)
  }

  words(): { source: Source; value: string }[] {
    return [...this.#byWord.values()]
  }
}

/** An address with variables, in a place. */
export interface VariableAddress {
  scope: Scope
  source: Source
  port: number
  /** Whether a host without a port names an upstream block. */
  isBlock(host: string | undefined): boolean
  /** The name of a block for a host that is an address; undefined for a name. */
  blockFor(host: string): string | undefined
}

/** A unix socket, whose path may end at a colon: a block takes the place of both. */
function socketTarget(
  chars: readonly Char[],
  { scheme }: PassAddress,
  socket: Range,
  blockFor: VariableAddress['blockFor'],
): Target | undefined {
  if (literalText(chars, socket) === undefined) return undefined
  const colon = chars[socket.to]?.text === ':' ? socket.to + 1 : undefined
  const end = colon === undefined ? undefined : { from: colon, to: colon }
  const address = { ...(scheme && { scheme }), host: socket, ...(end && { port: end }) }
  return { chars, address, isBlock: false, block: blockFor('unix:') }
}

function targetsOf(address: VariableAddress): Target[] | undefined {
  const { scope, source, isBlock, blockFor } = address
  const texts = expansions(scope, source).filter((chars) => !leadsNowhere(chars))
  const targets = texts.map((chars) => {
    const parts = passAddress(chars)
    if (!parts) return undefined
    if (parts.socket) return socketTarget(chars, parts, parts.socket, blockFor)
    const host = literalText(chars, parts.host)
    const block = host === undefined ? undefined : blockFor(host)
    return { chars, address: parts, isBlock: !parts.port && isBlock(host), block }
  })
  const areKnown = targets.every((target) => target !== undefined)
  return areKnown && targets.length > 0 ? targets : undefined
}

/** Whether every text that the address can come to leads here, and is otherwise as it was. */
export function leadsHere(address: VariableAddress, splices: Splices): boolean {
  const { scope, source, port } = address
  const targets = targetsOf(address)
  if (!targets) return false
  const texts = expansions(scope, source, (each) => splices.read(each))
  const now = texts.filter((chars) => !leadsNowhere(chars)).map(textOf)
  const then = targets.map((target) => wanted(target, port))
  return isDeepStrictEqual(new Set(now), new Set(then))
}

/**
 * Changes that lead an address with variables here, beside those of other addresses.
 * @returns undefined if it is not understood
 */
export function lead(address: VariableAddress, splices: Splices): Splices | undefined {
  const targets = targetsOf(address)
  if (!targets) return undefined
  for (const isDeep of [false, true]) {
    const tried = new Splices(splices)
    const all = targets.map((target) => splicesOf(target, address.port, isDeep))
    const isMade = all.every((each) => each !== undefined) && tried.add(all.flat())
    if (isMade && leadsHere(address, tried)) return tried
  }
  return undefined
}
