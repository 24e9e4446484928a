/** The code blocks of a guide, a file each, with their places in the guide. */
import type { Code, Node, Parent, Root, RootContent } from 'mdast'
import { toString as plainText } from 'mdast-util-to-string'
import { pathInComment, pathInInfo, pathInProse } from './file-names.ts'
import { type BlockKind, isNameFor, kindOf } from './kinds.ts'

/** A code block, or one of several files in it. */
export interface CodeBlock {
  kind: BlockKind
  /** As after the opening fence, in lower case; empty without one. */
  language: string
  /** The file that the guide says it is. */
  path: string | undefined
  /** Headings above it, outermost first. */
  section: readonly string[]
  text: string
  /** Of its first line, in the guide. */
  line: number
  /** Parts of it are left out, so that nothing can be said of what is missing. */
  isExcerpt: boolean
}

/** The line of the guide for a line of a block, which counts from 1. */
export function lineInGuide({ line }: Pick<CodeBlock, 'line'>, inBlock: number): number {
  return line + inBlock - 1
}

/** A block's name for people: its file, or what it is. */
export function nameOfBlock({ path, kind, line }: Pick<CodeBlock, 'path' | 'kind' | 'line'>) {
  return path ?? `the ${kind} block at line ${line}`
}

/** `...`, alone or in a comment: something was left out here. */
const ellipsis = /^[ \t]*(?:#|\/\/|--|\/\*)?[ \t]*(?:\.{3}|…)[ \t]*(?:\*\/)?,?[ \t]*$/m

interface Part {
  path: string | undefined
  text: string
  /** Lines of the block above it. */
  above: number
}

/** In these a comment with a path is a remark, not the beginning of another file. */
const single: ReadonlySet<BlockKind> = new Set(['shell', 'dockerfile'])

/** Several files in one block begin with a comment that is a path, each. */
function partsOf(text: string, kind: BlockKind): Part[] {
  const lines = text.split('\n')
  const first = pathInComment(lines[0] ?? '')
  if (first === undefined) return [{ path: undefined, text, above: 0 }]
  const starts = lines.flatMap((line, at) => {
    const path = pathInComment(line)
    const isStart = at === 0 || (!single.has(kind) && lines[at - 1]?.trim() === '')
    return path !== undefined && isStart ? [{ path, at }] : []
  })
  return starts.map(({ path, at }, index) => {
    const [name, ...rest] = lines.slice(at, starts[index + 1]?.at)
    // JSON has no comments: the line stays empty, so that lines count as in the block.
    const isComment = !/^\s*(?:\/\/|\/\*|<!--)/.test(name ?? '')
    return { path, text: [isComment ? name : '', ...rest].join('\n'), above: at }
  })
}

function isParent(node: Node): node is Parent {
  return 'children' in node
}

/** Whether a node introduces what follows it: a heading, or a sentence before a block. */
function introduction(node: RootContent | undefined, source: string): string {
  if (node?.type !== 'paragraph' && node?.type !== 'heading') return ''
  const { position } = node
  return position ? source.slice(position.start.offset, position.end.offset) : ''
}

function blocksIn(code: Code, before: RootContent | undefined, section: string[], source: string) {
  const { lang, meta, value, position } = code
  const [language = ''] = (lang ?? '').toLowerCase().split(/[:{]/)
  const inProse = pathInProse(introduction(before, source))
  // A sentence may speak of another file than the one that follows.
  const introduced = inProse !== undefined && isNameFor(inProse, language) ? inProse : undefined
  const told = pathInInfo(`${lang ?? ''} ${meta ?? ''}`) ?? introduced
  const rough = kindOf(language, told, value)
  const start = position?.start
  const opening = source.slice(start?.offset, (start?.offset ?? 0) + 3)
  const isFenced = opening.startsWith('```') || opening.startsWith('~~~')
  return partsOf(value, rough).map(({ path, text, above }): CodeBlock => {
    // Commands that use a file are not that file.
    const named = path ?? (rough === 'shell' && !/\.(?:ba)?sh$/.test(told ?? '') ? undefined : told)
    return {
      kind: kindOf(language, named, text),
      language,
      path: named,
      section,
      text,
      line: (start?.line ?? 1) + (isFenced ? 1 : 0) + above,
      isExcerpt: ellipsis.test(text),
    }
  })
}

/**
 * Every code block, in order.
 * @param source the text that the tree was made from
 */
export function codeBlocks(root: Root, source: string): CodeBlock[] {
  const found: CodeBlock[] = []
  let section: string[] = []
  const visit = (parent: Parent) => {
    for (const [at, node] of (parent.children as RootContent[]).entries()) {
      if (node.type === 'heading') {
        section = [...section.slice(0, node.depth - 1), plainText(node)]
      } else if (node.type === 'code') {
        const before = parent.children[at - 1] as RootContent | undefined
        found.push(...blocksIn(node, before, section, source))
      } else if (isParent(node)) visit(node)
    }
  }
  visit(root)
  return found
}

/** The line of the guide for a position in a block's text. */
export function lineAt({ line, text }: Pick<CodeBlock, 'line' | 'text'>, at: number): number {
  return lineInGuide({ line }, text.slice(0, Math.max(at, 0)).split('\n').length)
}
