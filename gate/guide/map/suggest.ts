/**
 * The claims that the words of an item suggest: a lexical ranking (BM25) of the claims' own texts
 * and of the words by which guides call them. It suggests; a person confirms.
 */
import MiniSearch from 'minisearch'
import type { Claim } from '#guide/claim.ts'
import { type ClaimId, claims } from '#guide/index.ts'
import type { GuideItem } from '../document/item.ts'
import { termsOf } from './terms.ts'
import { claimWords } from './vocabulary/words.ts'

/** How many claims an item gets suggested. */
const suggested = 3

/** What a word of each field counts. */
const fieldWeights = {
  words: 3,
  statement: 2,
  remedy: 1,
  verification: 0.5,
  prevents: 0.5,
  place: 1,
}
/** What the parts of an item count: itself, what it is a part of, its headings. */
const partWeights = { text: 1, around: 0.5, section: 0.4 }

type Fields = Record<keyof typeof fieldWeights, string>

function fieldsOf({ id, statement, remedy, verification, prevents, ...claim }: Claim<ClaimId>) {
  const place = [id, claim.feature ?? '', ...claim.guideSections].join(' ')
  return { id, words: claimWords[id] ?? '', statement, remedy, verification, prevents, place }
}

const index = new MiniSearch<Fields & { id: ClaimId }>({
  fields: Object.keys(fieldWeights),
  tokenize: termsOf,
  processTerm: (term) => term,
  searchOptions: { boost: fieldWeights },
})
index.addAll(claims.map(fieldsOf))

/** The claims that an item suggests most, the first the most. */
export function suggestions(
  item: Pick<GuideItem, 'text' | 'within' | 'note' | 'section'>,
): ClaimId[] {
  const parts = {
    text: item.text,
    around: `${item.within} ${item.note}`,
    section: item.section.join(' '),
  }
  const scores = new Map<ClaimId, number>()
  for (const [part, weight] of Object.entries(partWeights)) {
    for (const { id, score } of index.search(parts[part as keyof typeof parts])) {
      scores.set(id, (scores.get(id) ?? 0) + weight * score)
    }
  }
  const ranked = [...scores].toSorted(([, one], [, other]) => other - one)
  return ranked.slice(0, suggested).map(([id]) => id)
}
