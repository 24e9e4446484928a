/** Texts as terms to search by: words without their endings, and the concepts that they name. */
import { stemmer } from 'stemmer'
import { synonyms } from './vocabulary/synonyms.ts'

/** Words that say nothing about a claim. */
const ignored = new Set(
  `a about above after again all also an and any are as at be because been before being below
  beside between both but by can could do does doing down during each either else every few for
  from further get gets give given goes had has have having her here his how however i if in
  into is it its itself just let like make made may more most must my need needs no nor not now
  of off on once one only or other others our out over own please same see set sets shall she
  should so some such take than that the their them then there these they this those through to
  too under until up use used uses using very via want was way we well were what when where
  which while who whom why will with without would yes you your yourself true false`.split(/\s+/),
)

/** `DB_POOL_SIZE` and `maxUnavailable` are three words and two. */
const boundary = /(?<=[a-z\d])(?=[A-Z])|[^\p{L}\p{N}]+/u

/** All words of a text, without their endings. */
function stems(text: string): string[] {
  const words = text.split(boundary).filter((word) => word !== '')
  return words.map((word) => stemmer(word.toLowerCase()))
}

const ignoredStems = new Set([...ignored].map((word) => stemmer(word)))

/** For each first word of a phrase, the phrases that begin with it, each with its concept. */
const phrases = Map.groupBy(
  synonyms.flatMap((group, concept) =>
    group.map((phrase) => ({ words: stems(phrase), concept: `concept${concept}` })),
  ),
  ({ words }) => words[0],
)

/** The concepts that words name. */
function conceptsIn(words: readonly string[]): string[] {
  const found = new Set<string>()
  for (const [at, word] of words.entries()) {
    for (const phrase of phrases.get(word) ?? []) {
      if (phrase.words.every((each, offset) => words[at + offset] === each)) {
        found.add(phrase.concept)
      }
    }
  }
  return [...found]
}

/** The terms of a text: its words, and its concepts as words that no text has. */
export function termsOf(text: string): string[] {
  const words = stems(text)
  return [...words.filter((word) => !ignoredStems.has(word)), ...conceptsIn(words)]
}
