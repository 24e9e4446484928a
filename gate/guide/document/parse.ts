import type { Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

/**
 * A guide's Markdown (CommonMark with GitHub's tables and task lists) as a syntax tree with
 * positions: lines and columns count from 1, in the text as given.
 */
export function parseMarkdown(text: string): Root {
  return unified().use(remarkParse).use(remarkGfm).parse(text)
}
