/** Whatever file is given, reading it ends: with its items, or with an error that says why not. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { largestGuide, loadGuide } from './load-guide.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-guide-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(text: string | Uint8Array): string {
  const file = join(folder, 'guide.md')
  writeFileSync(file, text)
  return file
}

const refusal = (message: RegExp) =>
  expect.objectContaining({
    code: 'PREFLIGHT_E_GUIDE',
    exitCode: 3,
    message: expect.stringMatching(message),
    hint: expect.any(String),
  })

test('a guide is its text and its items', async () => {
  const { text, items } = await loadGuide(written('# A\n\nIt restarts.\n'))
  expect(text).toBe('# A\n\nIt restarts.\n')
  expect(items).toMatchObject([{ kind: 'sentence', line: 3, text: 'It restarts.', section: [] }])
})

test('a file of 100 MB, or without an end, is refused without being read whole', async () => {
  const file = written('a')
  truncateSync(file, 100_000_000)
  await expect(loadGuide(file)).rejects.toEqual(refusal(/guide\.md: larger than 1 MB/))
  await expect(loadGuide('/dev/zero')).rejects.toEqual(refusal(/larger than 1 MB/))
})

test.for([
  {
    what: 'no such file',
    file: () => join(folder, 'none.md'),
    message: /none\.md: cannot be read/,
  },
  { what: 'a folder', file: () => folder, message: /cannot be read: EISDIR/ },
  { what: 'bytes that are no text', file: () => written(Buffer.of(0xff)), message: /not UTF-8/ },
])('$what is refused', async ({ file, message }) => {
  await expect(loadGuide(file())).rejects.toEqual(refusal(message))
})

test('Markdown that takes too long ends at the deadline, also deep nesting', async () => {
  const slow = written('a**b'.repeat(100_000))
  await expect(loadGuide(slow, { timeoutMs: 1_000 })).rejects.toEqual(
    refusal(/cannot be read as Markdown: timed out after 1 s/),
  )
  const deep = written(`${'>'.repeat(10_000)} a`)
  await expect(loadGuide(deep, { timeoutMs: 3_000 })).rejects.toEqual(
    refusal(/cannot be read as Markdown/),
  )
})

const hostile = {
  'lists in lists': Array.from({ length: 100 }, (_, depth) => `${'  '.repeat(depth)}- a`).join(
    '\n',
  ),
  'quotes of lists of quotes': `${'> - '.repeat(100)}a`,
  'tables in tables': '<table><tr><td>a'.repeat(2_000),
  'brackets in brackets': `${'['.repeat(1_000)}${']'.repeat(1_000)}`,
  'emphasis in emphasis': '*a_'.repeat(1_000),
  'a fence without an end': `\`\`\`yaml\n${'a: b\n'.repeat(10_000)}`,
  'a wide table': `|${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}\n`,
  'nothing but white space': '\t \n'.repeat(10_000),
  'from right to left': 'שלום עולם. '.repeat(1_000),
}

test.for(Object.entries(hostile))('%s: read, or refused in time', async ([, text]) => {
  const limits = { timeoutMs: 5_000 }
  const read = await loadGuide(written(text), limits).catch((error) => error)
  expect([refusal(/cannot be read as Markdown/), expect.objectContaining({ text })]).toContainEqual(
    read,
  )
})

test('a text that takes more memory than there may be is refused', async () => {
  const greedy = written('- [a](b) `c` **d** <e@f.g>\n'.repeat(10_000))
  await expect(loadGuide(greedy, { memoryMiB: 20 })).rejects.toEqual(
    refusal(/cannot be read as Markdown: .*memory/),
  )
})

test('a single line as long as a guide may be is read', async () => {
  const word = 'word '
  const { items } = await loadGuide(written(word.repeat(largestGuide / word.length)))
  expect(items).toHaveLength(1)
})
