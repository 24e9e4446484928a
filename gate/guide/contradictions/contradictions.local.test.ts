/**
 * Goal: each kind of error is found where it is, and nothing is found where nothing is wrong. The
 * guides are of other projects than the one that the claims come from, on other stacks.
 */
import { describe, expect, test } from 'vitest'
import { readGuide } from '../document/guide.ts'
import { findContradictions } from '../report/contradiction.ts'
import { planted, plants, soundGuide, soundGuides } from '../testing/plants.ts'

async function found(text: string) {
  const guide = readGuide(text)
  const contradictions = await findContradictions(guide)
  return contradictions.map(({ id, line }) => ({ id, line, text: guide.lines[line - 1] ?? '' }))
}

describe('a guide without contradictions', () => {
  test.for(soundGuides)('%s: nothing is found', async (name) => {
    expect(await found(soundGuide(name))).toEqual([])
  })

  test('Windows line ends and a byte-order mark change nothing', async () => {
    const text = soundGuide('parcels.md').replaceAll('\n', '\r\n')
    expect(await found(`\uFEFF${text}`)).toEqual([])
  })
})

describe('planted in a guide that has none', () => {
  test.for(plants)('$guide: $what', async (plant) => {
    const seen = await found(planted(plant))
    expect([...new Set(seen.map(({ id }) => id))].sort()).toEqual([...plant.finds].sort())
    const [there] = seen.filter(({ text }) => text.includes(plant.at))
    expect(plant.finds, JSON.stringify(seen)).toContain(there?.id)
  })
})
