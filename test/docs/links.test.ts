/** Goal: no link of a document leads nowhere. Links to other sites are not followed. */
import { existsSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  anchorsOf,
  type Document,
  documentOf,
  documents,
  nodesOf,
  placeOf,
  root,
} from './documents.ts'

const all = documents()
const byPath = new Map(all.map((document) => [document.path, document]))

/** What is wrong with a link, if anything. */
function problemOf(from: Document, url: string): string | undefined {
  const [path = '', anchor] = decodeURI(url).split('#')
  const target = path === '' ? from.path : normalize(join(from.folder, path))
  if (path !== '' && !existsSync(join(root, target))) return `${target} does not exist`
  if (anchor === undefined) return undefined
  const document = path === '' ? from : byPath.get(target)
  if (document === undefined) return `${target} is no document with headings`
  return anchorsOf(document).has(anchor) ? undefined : `${target} has no heading #${anchor}`
}

function brokenLinks(document: Document): string[] {
  return [...nodesOf(document.tree)].flatMap((node) => {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return []
    if (/^[a-z]+:/i.test(node.url)) return []
    const problem = problemOf(document, node.url)
    return problem === undefined ? [] : [`${placeOf(document, node)}: ${node.url}: ${problem}`]
  })
}

describe('links', () => {
  test('a file, a picture and a heading that are not there are found', () => {
    const text =
      '# A b!\n\n[a](#a-b) [b](#b) ![c](c.png) [d](README.md#no) [e](https://e.example)\n'
    expect(brokenLinks(documentOf('x.md', text))).toEqual([
      'x.md:3: #b: x.md has no heading #b',
      'x.md:3: c.png: c.png does not exist',
      'x.md:3: README.md#no: README.md has no heading #no',
    ])
  })

  test('headings of the same words have anchors of their own', () => {
    const text = '## Usage\n## Usage\n## The `run.json`, in short\n'
    expect([...anchorsOf(documentOf('x.md', text))]).toEqual([
      'usage',
      'usage-1',
      'the-runjson-in-short',
    ])
  })

  test('of the documents', () => {
    expect(all.length).toBeGreaterThan(30)
    expect(all.flatMap(brokenLinks)).toEqual([])
  })
})
