/**
 * A guide against what is known of its items: which are as they were, which moved, which were
 * edited, which are new, and which are gone. Pure.
 *
 * What is known has no text. So an edited item is recognised by its place (section, kind, the
 * unchanged items around it) and by the marks of its words.
 */
import type { ItemKind } from '#guide/item-kinds.ts'
import type { GuideItem } from '../document/item.ts'
import { longestRising } from './longest-rising.ts'

/** What a ledger or a map says of an item. */
export interface KnownItem {
  readonly kind: ItemKind
  readonly section: readonly string[]
  /** Where it was. */
  readonly line: number
  readonly hash: string
  readonly words: string
  readonly claims: readonly string[]
}

/** An item of the guide, and what is known of it. */
export interface Match<Known extends KnownItem> {
  readonly item: GuideItem
  readonly known: Known
  readonly change: 'none' | 'moved' | 'changed'
}

export interface Comparison<Known extends KnownItem> {
  /** In the guide's order. */
  readonly matches: readonly Match<Known>[]
  /** Items that nothing is known of. */
  readonly unmapped: readonly GuideItem[]
  /** What is known of items that are not in the guide any more. */
  readonly gone: readonly Known[]
}

/** Pairs by position: of the item, of what is known. */
type Pair = readonly [item: number, known: number]

/** The share of words that two edited versions of one item have in common at least. */
const alikeElsewhere = 0.5
/** The same between two unchanged neighbours, where hardly anything else can be meant. */
const alikeInPlace = 0.2

const sectionOf = ({ section }: { section: readonly string[] }) => section.join('\n')

interface KnownMarks {
  readonly words: string
}

/** Two digits a word: see normalise.ts. */
const marksOf = (words: string): readonly string[] => words.match(/../g) ?? []

/** How alike two texts are by their marks, from 0 to 1 (Sørensen and Dice). */
function likeness(one: KnownMarks, other: KnownMarks): number {
  const [marks, others] = [marksOf(one.words), marksOf(other.words)]
  if (marks.length + others.length === 0) return 1
  const common = marks.filter((mark) => others.includes(mark)).length
  return (2 * common) / (marks.length + others.length)
}

/** What is not paired yet. */
class Rest<Known extends KnownItem> {
  readonly items: readonly GuideItem[]
  readonly known: readonly Known[]
  readonly pairs: Pair[] = []
  readonly #openItems: Set<number>
  readonly #openKnown: Set<number>

  constructor(items: readonly GuideItem[], known: readonly Known[]) {
    this.items = items
    this.known = known
    this.#openItems = new Set(items.keys())
    this.#openKnown = new Set(known.keys())
  }

  take(pair: Pair): void {
    this.#openItems.delete(pair[0])
    this.#openKnown.delete(pair[1])
    this.pairs.push(pair)
  }

  isOpen([item, known]: Pair): boolean {
    return this.#openItems.has(item) && this.#openKnown.has(known)
  }

  openItems(): number[] {
    return [...this.#openItems]
  }

  openKnown(): number[] {
    return [...this.#openKnown]
  }

  /** Pairs what has the same key, in order. @returns the new pairs */
  pairBy(keyOf: (each: GuideItem | Known) => string): Pair[] {
    const before = this.pairs.length
    const waiting = Map.groupBy(this.openKnown(), (at) => keyOf(this.known[at] as Known))
    for (const list of waiting.values()) list.reverse()
    for (const item of this.openItems()) {
      const known = waiting.get(keyOf(this.items[item] as GuideItem))?.pop()
      if (known !== undefined) this.take([item, known])
    }
    return this.pairs.slice(before)
  }
}

/** Of each position, the number of unmoved pairs before it: the gap that it is in. */
function gapsOf(count: number, anchors: ReadonlySet<number>): number[] {
  let gap = 0
  return Array.from({ length: count }, (_, at) => {
    if (anchors.has(at)) gap += 1
    return gap
  })
}

interface Candidate {
  pair: Pair
  likeness: number
}

/** Edited items: the most alike first, of one kind and one section or one gap. */
function pairEdited<Known extends KnownItem>(rest: Rest<Known>, unmoved: readonly Pair[]): Pair[] {
  const itemGaps = gapsOf(rest.items.length, new Set(unmoved.map(([item]) => item)))
  const knownGaps = gapsOf(rest.known.length, new Set(unmoved.map(([, known]) => known)))
  const openKnown = Map.groupBy(rest.openKnown(), (at) => rest.known[at]?.kind)
  const candidates: Candidate[] = []
  for (const itemAt of rest.openItems()) {
    const item = rest.items[itemAt] as GuideItem
    for (const knownAt of openKnown.get(item.kind) ?? []) {
      const known = rest.known[knownAt] as Known
      // Without any unmoved item all the guide would be one gap.
      const sameGap = unmoved.length > 0 && itemGaps[itemAt] === knownGaps[knownAt]
      if (!sameGap && sectionOf(item) !== sectionOf(known)) continue
      const alike = likeness(item, known)
      if (alike >= (sameGap ? alikeInPlace : alikeElsewhere)) {
        candidates.push({ pair: [itemAt, knownAt], likeness: alike })
      }
    }
  }
  const taken: Pair[] = []
  for (const { pair } of candidates.sort((one, other) => other.likeness - one.likeness)) {
    if (!rest.isOpen(pair)) continue
    rest.take(pair)
    taken.push(pair)
  }
  return taken
}

/** Compares the items of a guide, in its order, with what is known, in the order it was known. */
export function compare<Known extends KnownItem>(
  items: readonly GuideItem[],
  known: readonly Known[],
): Comparison<Known> {
  const rest = new Rest(items, known)
  const inPlace = rest.pairBy((each) => `${each.kind}\n${each.hash}\n${sectionOf(each)}`)
  inPlace.sort(([one], [other]) => one - other)
  const unmoved = longestRising(inPlace, ([, knownAt]) => knownAt)
  rest.pairBy((each) => `${each.kind}\n${each.hash}`)
  const edited = new Set(pairEdited(rest, unmoved).map(([item]) => item))
  const still = new Set(unmoved.map(([item]) => item))
  const matches = rest.pairs
    .toSorted(([one], [other]) => one - other)
    .map(([item, knownAt]): Match<Known> => {
      const change = edited.has(item) ? 'changed' : still.has(item) ? 'none' : 'moved'
      return { item: items[item] as GuideItem, known: known[knownAt] as Known, change }
    })
  return {
    matches,
    unmapped: rest.openItems().map((at) => items[at] as GuideItem),
    gone: rest.openKnown().map((at) => known[at] as Known),
  }
}
