/** Real documents of YAML or JSON with parts changed, each of them valid again. */
import fc from 'fast-check'
import { parseAllDocuments, stringify } from 'yaml'
import { hostileText, hostileValue, hostileWords } from './hostile.ts'

type Tree = Record<string, unknown>

/** A place in a document: what holds it, and its key there. */
interface Spot {
  holder: Tree
  key: string
}

interface Draft {
  root: unknown
}

const places = 100_000
const place = fc.nat(places - 1)

/** Every place below a value, each once, although values may hold themselves. */
function spotsIn(value: unknown, seen = new Set<unknown>()): Spot[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  const holder = value as Tree
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...spotsIn(holder[key], seen)])
}

function spotAt(draft: Draft, part: number): Spot | undefined {
  const spots = spotsIn(draft)
  return spots[Math.floor((part / places) * spots.length)]
}

/** Also a key that JavaScript takes for something else. */
function set({ holder, key }: Spot, value: unknown): void {
  const flags = { configurable: true, enumerable: true, writable: true }
  if (Array.isArray(holder) && !/^\d+$/.test(key)) return
  Object.defineProperty(holder, key, { ...flags, value })
}

type Edit = (draft: Draft) => void

const replaced = fc.tuple(place, hostileValue).map(
  ([where, value]): Edit =>
    (draft) => {
      const spot = spotAt(draft, where)
      if (spot) set(spot, structuredClone(value))
    },
)

const emptied = place.map(
  (where): Edit =>
    (draft) => {
      const spot = spotAt(draft, where)
      if (spot && !Array.isArray(spot.holder)) delete spot.holder[spot.key]
    },
)

/** The same value once more elsewhere: an anchor and its alias, which may be above it. */
const shared = fc.tuple(place, place).map(
  ([from, to]): Edit =>
    (draft) => {
      const [source, target] = [spotAt(draft, from), spotAt(draft, to)]
      if (source && target) set(target, source.holder[source.key])
    },
)

const renamed = fc.tuple(place, hostileText, fc.boolean()).map(
  ([where, name, stays]): Edit =>
    (draft) => {
      const spot = spotAt(draft, where)
      if (!spot || Array.isArray(spot.holder)) return
      const value = spot.holder[spot.key]
      if (!stays) delete spot.holder[spot.key]
      set({ holder: spot.holder, key: name }, value)
    },
)

const wrapped = fc.tuple(place, fc.constantFrom<'list' | 'map'>('list', 'map'), hostileText).map(
  ([where, kind, key]): Edit =>
    (draft) => {
      const spot = spotAt(draft, where)
      if (!spot) return
      const value = spot.holder[spot.key]
      set(spot, kind === 'list' ? [value, value] : Object.fromEntries([[key, value]]))
    },
)

const spliced = fc.tuple(place, hostileText, fc.nat(30)).map(
  ([where, text, from]): Edit =>
    (draft) => {
      const spot = spotAt(draft, where)
      const old = spot?.holder[spot.key]
      if (spot && typeof old === 'string') set(spot, old.slice(0, from) + text + old.slice(from))
    },
)

const edit = fc.oneof(
  { weight: 5, arbitrary: replaced },
  { weight: 3, arbitrary: spliced },
  { weight: 2, arbitrary: emptied },
  { weight: 2, arbitrary: shared },
  { weight: 2, arbitrary: renamed },
  { weight: 2, arbitrary: wrapped },
)

function rootsOf(texts: readonly string[]): unknown[] {
  return texts.flatMap((text) => {
    const documents = parseAllDocuments(text, { logLevel: 'silent' })
    return 'empty' in documents ? [] : documents.map((one) => one.toJS({ maxAliasCount: -1 }))
  })
}

/** Entries of each map and list below the top: small documents make for many inputs. */
const maxEntries = 4

/** Some of a document: all of its first keys, of which some have to be there, and less below. */
function excerpt(value: unknown, part: number, isTop = true): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const spare = isTop ? 0 : Math.max(0, entries.length - maxEntries)
  const from = Math.floor((part / places) * (spare + 1))
  const some = spare === 0 ? entries : entries.slice(from, from + maxEntries)
  const kept = some.map(([key, each]) => [key, excerpt(each, part, false)] as const)
  return Array.isArray(value) ? kept.map(([, each]) => each) : Object.fromEntries(kept)
}

function changed(texts: readonly string[]): fc.Arbitrary<unknown> {
  const input = {
    root: fc.constantFrom(...rootsOf(texts)),
    part: place,
    edits: fc.array(edit, { maxLength: 6 }),
  }
  return fc.record(input).map(({ root, part, edits }) => {
    const draft = { root: structuredClone(excerpt(root, part)) }
    for (const change of edits) change(draft)
    return draft.root
  })
}

const styles = fc.record({
  defaultStringType: fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE' | 'BLOCK_LITERAL'>(
    'PLAIN',
    'QUOTE_DOUBLE',
    'BLOCK_LITERAL',
  ),
  collectionStyle: fc.constantFrom<'any' | 'flow'>('any', 'any', 'flow'),
})

/** What YAML cannot say of a value is said by its first words. */
function yamlOf(value: unknown, style: object): string {
  try {
    // Nothing at all is an empty file.
    return stringify(value, { ...style, merge: true, indentSeq: false }) ?? ''
  } catch {
    return hostileWords.slice(0, 10).join('\n')
  }
}

/** Documents of YAML; anchors, aliases and merge keys among them. */
export function yamlDocuments(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(changed(texts), styles).map(([value, style]) => yamlOf(value, style))
}

/** A value that holds itself has no JSON: the part of it that has is kept. */
function jsonOf(value: unknown, indent: number): string {
  const above: unknown[] = []
  const text = JSON.stringify(
    value,
    function keep(this: unknown, _key, each) {
      while (above.length > 0 && above.at(-1) !== this) above.pop()
      if (above.includes(each)) return null
      if (typeof each === 'object' && each !== null) above.push(each)
      return each
    },
    indent,
  )
  return text ?? 'undefined'
}

/** Documents of JSON. */
export function jsonDocuments(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(changed(texts), fc.constantFrom(0, 2))
    .map(([value, indent]) => jsonOf(value, indent))
}
