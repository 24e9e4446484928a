/**
 * Goal: the twelve errors of the guide that the claims come from are found at their lines; each
 * disappears when it is corrected, and nothing is left when all are.
 */
import { expect, test } from 'vitest'
import { readGuide } from '../document/guide.ts'
import { findContradictions } from '../report/contradiction.ts'
import { needsGuide, ownGuide } from '../testing/own-guide.ts'
import { corrected, corrections, knownErrors } from '../testing/own-guide-errata.ts'

async function found(text: string) {
  const contradictions = await findContradictions(readGuide(text))
  return contradictions.map(({ id, line }) => ({ id, line }))
}

test(`the twelve are found, each at its line${needsGuide}`, async () => {
  if (ownGuide === undefined) return
  const seen = await found(ownGuide)
  for (const { number, id, line } of knownErrors) {
    expect(seen, `error ${number}`).toContainEqual({ id, line })
  }
  expect(new Set(knownErrors.map(({ number }) => number)).size).toBe(12)
})

test.for(corrections)(`$ends ends when it is corrected${needsGuide}`, async (correction) => {
  if (ownGuide === undefined) return
  const ids = (await found(corrected(ownGuide, [correction]))).map(({ id }) => id)
  for (const id of correction.ends) expect(ids).not.toContain(id)
})

test(`nothing is found when all is corrected${needsGuide}`, async () => {
  if (ownGuide === undefined) return
  expect(await found(corrected(ownGuide, corrections.toReversed()))).toEqual([])
})
