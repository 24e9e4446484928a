/** What a guide's code and settings say, whatever their language: found by patterns. */
import { type CodeBlock, lineAt } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'

export interface Match {
  block: CodeBlock
  /** Of the match, in the guide. */
  line: number
  text: string
  groups: readonly (string | undefined)[]
  /** Where it begins in {@link codeOf} of its block. */
  at: number
}

/** Kinds of blocks that are code. */
export const codeKinds: readonly CodeBlock['kind'][] = ['python', 'javascript', 'ruby', 'go']

const comments: Partial<Record<CodeBlock['kind'], RegExp>> = {
  python: /(?<=^|\s)#.*$/gm,
  ruby: /(?<=^|\s)#.*$/gm,
  javascript: /(?<=^|\s)\/\/.*$|\/\*[\s\S]*?\*\//gm,
  go: /(?<=^|\s)\/\/.*$|\/\*[\s\S]*?\*\//gm,
}

/** A block's text with its comments blanked, so that positions stay. */
export function codeOf({ kind, text }: CodeBlock): string {
  const pattern = comments[kind]
  if (pattern === undefined) return text
  return text.replace(pattern, (comment) => comment.replace(/[^\n]/g, ' '))
}

/** Where a pattern (with the flag g) matches in code of some kinds. */
export function matchesIn(
  { blocks }: Guide,
  pattern: RegExp,
  kinds: readonly CodeBlock['kind'][] = codeKinds,
): Match[] {
  return blocks
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((block) =>
      [...codeOf(block).matchAll(pattern)].map((match) => ({
        block,
        line: lineAt(block, match.index),
        text: match[0],
        groups: match.slice(1),
        at: match.index,
      })),
    )
}

/** Whether a pattern matches anywhere in the guide's blocks, comments of code left out. */
export function isSaid({ blocks }: Guide, pattern: RegExp): boolean {
  return blocks.some((block) => pattern.test(codeOf(block)))
}
