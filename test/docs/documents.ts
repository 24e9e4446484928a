/** The documents that people read, as trees of Markdown. */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Nodes, Root } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { parseMarkdown } from '#gate/guide/document/parse.ts'
import { sources } from '../tidy/sources.ts'

export const root = resolve(import.meta.dirname, '../..')

export interface Document {
  /** From the root of the repository. */
  path: string
  /** The folder that its relative links start from. */
  folder: string
  tree: Root
}

/** Guides that tests read: their links lead to other projects. */
const samples = /(^|\/)(fixtures|testing)\//
/** It is the README of the package, in whose root it lies. */
const movedToRoot = 'scripts/package/README.md'

export function documentOf(path: string, text: string): Document {
  const folder = path === movedToRoot ? '.' : dirname(path)
  return { path, folder, tree: parseMarkdown(text) }
}

/** Every document of the repository, the generated page of claims too. */
export function documents(): Document[] {
  const written = sources()
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.md') && !samples.test(path))
  const paths = [...new Set([...written, 'docs/claims.md', 'docs/import-rules.md'])]
  return paths.map((path) => documentOf(path, readFileSync(join(root, path), 'utf8')))
}

/** A node and everything below it. */
export function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node
  if ('children' in node) for (const child of node.children) yield* nodesOf(child)
}

/** `README.md:12`. */
export function placeOf({ path }: Document, node: Nodes): string {
  return `${path}:${node.position?.start.line}`
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf({ tree }: Document): Set<string> {
  const anchors = new Set<string>()
  for (const node of nodesOf(tree)) {
    if (node.type !== 'heading') continue
    const words = textOf(node).toLowerCase()
    const plain = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
    let anchor = plain
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${plain}-${count}`
    anchors.add(anchor)
  }
  return anchors
}
