/** A contradiction as reports show it: a finding with the words of the user's file. */
import type { Finding } from '../contradictions/finder.ts'
import { contradictionsIn } from '../contradictions/index.ts'
import type { Guide } from '../document/guide.ts'
import { hashOf, normalisedText } from '../document/normalise.ts'
import { withWorkbench } from '../tools/workbench.ts'

export interface Contradiction extends Finding {
  /** The first words of its line, read at run time. */
  quote: string
  /** Of its line's text, so that it is recognised where the guide has moved. */
  hash: string
}

const maxWords = 10
const maxCharacters = 120

/** The first words of a line; what a terminal would take for a command is left out. */
function quoteOf(line: string): string {
  const plain = line.replaceAll(/\p{Cc}+/gu, ' ').trim()
  return plain.split(/\s+/).slice(0, maxWords).join(' ').slice(0, maxCharacters)
}

/** Every contradiction of a guide, by line. */
export async function findContradictions(guide: Guide): Promise<Contradiction[]> {
  const found = await withWorkbench(guide, (bench) => contradictionsIn(guide, bench))
  return found.map((finding) => {
    const line = guide.lines[finding.line - 1] ?? ''
    const related = [...new Set(finding.related)].filter((each) => each !== finding.line)
    return { ...finding, related, quote: quoteOf(line), hash: hashOf(normalisedText(line)) }
  })
}
