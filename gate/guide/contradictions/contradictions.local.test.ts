/**
 * Goal: each kind of error is found where it is, and nothing is found where nothing is wrong. The
 * guides are of other projects than the one that the claims come from, on other stacks.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '#gate/installation.mjs'
import { readGuide } from '../document/guide.ts'
import { findContradictions } from '../report/contradiction.ts'
import { plants } from '../testing/plants.ts'

const folder = join(root, 'test/fixtures/guides')
const guides = readdirSync(folder).filter((name) => name.endsWith('.md'))

async function found(text: string) {
  const guide = readGuide(text)
  const contradictions = await findContradictions(guide)
  return contradictions.map(({ id, line, problem }) => ({
    id,
    line,
    text: guide.lines[line - 1] ?? '',
    problem,
  }))
}

describe('a guide without contradictions', () => {
  test.for(guides)('%s: nothing is found', async (name) => {
    expect(await found(readFileSync(join(folder, name), 'utf8'))).toEqual([])
  })

  test('Windows line ends and a byte-order mark change nothing', async () => {
    const text = readFileSync(join(folder, 'parcels.md'), 'utf8')
    expect(await found(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual([])
  })
})

describe('planted in a guide that has none', () => {
  test.for(plants)('$guide: $what', async ({ guide, edits, finds, at }) => {
    let edited = readFileSync(join(folder, guide), 'utf8')
    for (const [from, to] of edits) {
      expect(edited.split(from), from).toHaveLength(2)
      edited = edited.replace(from, () => to)
    }
    const seen = await found(edited)
    expect([...new Set(seen.map(({ id }) => id))].sort()).toEqual([...finds].sort())
    const places = seen.filter(({ text: line }) => line.includes(at)).map(({ id }) => id)
    expect(finds, JSON.stringify(seen)).toContain(places[0])
  })
})
