/** Goal: every item of a guide is marked once, where it stands, and the guide stays text. */
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { expect, it } from 'vitest'
import type { StoredGuide } from '#gate/verdict/guide-record.ts'
import { hostile, sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { renderHtml } from '../html.ts'
import { annotatedGuide, storedGuide } from '../testing/annotated.ts'
import { coverageOf } from './coverage.ts'

type Node = DefaultTreeAdapterTypes.ChildNode
type ElementNode = DefaultTreeAdapterTypes.Element

const judgement = judge(sampleRun)
const pageOf = (guide: StoredGuide) =>
  renderHtml(sampleRun, judgement, { runSha256: '', guide: () => guide })

function elementsOf(page: string): ElementNode[] {
  const below = (node: Node): ElementNode[] =>
    'childNodes' in node ? [node as ElementNode, ...node.childNodes.flatMap(below)] : []
  const onParseError = ({ code, startLine }: { code: string; startLine: number }) => {
    throw new Error(`${code} in line ${startLine}`)
  }
  return parse(page, { onParseError }).childNodes.flatMap(below)
}

const attribute = ({ attrs }: ElementNode, wanted: string) =>
  attrs.find(({ name }) => name === wanted)?.value

/** The text of each mark in the margin, in order. */
function marksOf(page: string): string[] {
  const textOf = (node: Node): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
  return elementsOf(page)
    .filter((element) => attribute(element, 'class')?.startsWith('note '))
    .map((element) => textOf(element).replace(/\s+/g, ' ').trim())
}

it('marks each item with a word, its line, and its claims', () => {
  const marks = marksOf(pageOf(annotatedGuide))
  expect(marks).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^✕ failing line 7 2 claims.*default-refused ✕ fail/),
      expect.stringMatching(/^✓ verified edited since it was confirmed line 8 configuration\./),
      '– needs no claim line 3 says what the guide is for',
      expect.stringMatching(/^○ unverified line 13, part 1 pool\.bounded ○ unverified$/),
      '· not confirmed line 14',
      expect.stringMatching(/^– not applicable line 18 http\.email/),
      expect.stringMatching(/^○ unverified line 19 edge\.not-in-the-run, not in this run$/),
      '· unmapped line 24',
      expect.stringMatching(/^! contradiction line 21, with 7 The sample environment has a key/),
    ]),
  )
  expect(marks).toHaveLength(annotatedGuide.record.items.length + 1)
})

it('links every mark to a place on the page', () => {
  const elements = elementsOf(pageOf(annotatedGuide))
  const places = new Set(elements.flatMap((element) => attribute(element, 'id') ?? []))
  const links = elements.flatMap((element) => attribute(element, 'href') ?? [])
  const within = links.filter((link) => link.startsWith('#')).map((link) => link.slice(1))
  expect(within).toContain('claim-configuration.generated-key-accepted')
  expect(within.filter((link) => !places.has(link))).toEqual([])
})

it('counts each item once', () => {
  const claims = new Map(judgement.claims.map((claim) => [claim.record.id, claim]))
  const counts = coverageOf(annotatedGuide.record, claims)
  expect(counts).toMatchObject({ verified: 1, failing: 1, exempt: 1, 'no-claim': 1 })
  const sum = Object.values(counts).reduce((all, count) => all + count, 0)
  expect(sum).toBe(annotatedGuide.record.items.length)
})

it.each([
  ['HTML', '<script>alert(1)</script>\n\nText <img src=x onerror=alert(1)> and <b>bold</b>.\n'],
  ['links', '[a](javascript:alert(1)) ![b](https://x.example/y.png) [c][d]\n\n[d]: data:x\n'],
  ['control characters', `- [ ] ${hostile}\n\n\`\`\`${hostile}\n${hostile}\n\`\`\`\n`],
  ['quotes in quotes', `${'> '.repeat(300)}deep\n`],
  ['lists in lists', Array.from({ length: 60 }, (_, at) => `${'  '.repeat(at)}- deep`).join('\n')],
  ['emphasis in emphasis', `${'*a **b '.repeat(60)}c${'** *'.repeat(60)}\n`],
  ['headings in any order', '#### d\n\n# a\n\n### c\n\ntext\n'],
  ['an unclosed fence', '- [ ] one\n\n```yaml\na: 1\n'],
  ['CRLF, a BOM and front matter', '\uFEFF---\r\ntitle: x\r\n---\r\n- [ ] one\r\n'],
])('stays text, and every item is marked: %s', (_, source) => {
  const guide = storedGuide(source)
  const page = pageOf(guide)
  const elements = elementsOf(page)
  expect(elements.filter(({ tagName }) => tagName === 'script')).toHaveLength(1)
  expect(elements.flatMap(({ attrs }) => attrs).filter(({ name }) => /^on/.test(name))).toEqual([])
  const targets = elements.flatMap((element) => attribute(element, 'href') ?? [])
  expect(targets.filter((target) => !/^(#|\.\/|https:)/.test(target))).toEqual([])
  expect(marksOf(page)).toHaveLength(guide.record.items.length)
})

it('is valid whatever a guide is made of', () => {
  const marks = ['# ', '## ', '- ', '- [ ] ', '1. ', '> ', '```', '~~~', '    ', '|-|-|\n']
  const inside = [
    '\n',
    '\n\n',
    '\t',
    'a',
    'b. ',
    '*',
    '**',
    '`',
    '<b>',
    '</b>',
    '<!--',
    '[x](',
    ')',
  ]
  const pieces = fc.constantFrom(...marks, ...inside, '| a | b |\n', '\\', '&lt;')
  const guides = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(guides, (source) => {
      const guide = storedGuide(source)
      expect(marksOf(pageOf(guide))).toHaveLength(guide.record.items.length)
    }),
    { numRuns: 60 },
  )
})
