/** A guide, read once: what every finder looks at. */
import { type CodeBlock, codeBlocks } from './blocks.ts'
import { commandsOf, type GuideCommand } from './commands.ts'
import type { BlockKind } from './kinds.ts'
import { parseMarkdown } from './parse.ts'
import { type Sentence, sentences } from './prose.ts'
import { sourceOf } from './source.ts'
import { type GuideTable, tables } from './tables.ts'

export interface Guide {
  text: string
  /** Without their ends; the first one is at index 0. */
  lines: readonly string[]
  blocks: readonly CodeBlock[]
  commands: readonly GuideCommand[]
  tables: readonly GuideTable[]
  sentences: readonly Sentence[]
}

/** @param text of the file, as read; a byte-order mark and CRLF do not matter */
export function readGuide(text: string): Guide {
  const source = sourceOf(text)
  const root = parseMarkdown(source)
  const blocks = codeBlocks(root, source)
  return {
    text: source,
    lines: source.split('\n'),
    blocks,
    commands: commandsOf(blocks),
    tables: tables(root),
    sentences: sentences(root, source),
  }
}

/** More than a guide has of a kind; each of them may start a program. */
const maxOfKind = 60

/** Blocks of some kinds that are shown as a whole: of each kind the first ones, if it has many. */
export function wholeBlocks({ blocks }: Guide, ...kinds: readonly BlockKind[]): CodeBlock[] {
  return kinds
    .flatMap((wanted) =>
      blocks.filter(({ kind, isExcerpt }) => kind === wanted && !isExcerpt).slice(0, maxOfKind),
    )
    .toSorted((one, other) => one.line - other.line)
}
