import { describe, expect, it } from 'vitest'
import { headings } from '../headings.ts'
import { claims, isClaimId } from '../index.ts'
import { itemKinds } from '../item-kinds.ts'
import { reasons } from './entry.ts'
import { ledger } from './index.ts'

/** `cache.default-ttl under Debug Commands`, for each item of each claim. */
function places(): Set<string> {
  return new Set(
    ledger.flatMap(({ claims: became, section }) =>
      became.flatMap((claim) => section.map((heading) => `${claim} under ${heading}`)),
    ),
  )
}

describe('the ledger', () => {
  it('gives each item claims that exist, each once, or a reason', () => {
    for (const { line, claims: became, because } of ledger) {
      expect(
        became.filter((claim) => !isClaimId(claim)),
        `line ${line}`,
      ).toEqual([])
      expect(new Set(became).size, `line ${line}`).toBe(became.length)
      expect(became.length === 0, `line ${line}`).toBe(because !== undefined)
    }
  })

  it('has an item for each claim, under each heading that the claim cites', () => {
    const found = places()
    const cited = claims.flatMap(({ id, guideSections }) =>
      guideSections.map((heading) => `${id} under ${heading}`),
    )
    expect(cited.filter((place) => !found.has(place))).toEqual([])
  })

  it('knows every heading under which there are claims', () => {
    const known = new Set(ledger.flatMap(({ section }) => section))
    expect(headings.filter((heading) => !known.has(heading))).toEqual([])
  })

  it('uses every reason and every kind but that of unknown languages', () => {
    expect(new Set(ledger.flatMap(({ because }) => because ?? []))).toEqual(new Set(reasons))
    const used = new Set(ledger.map(({ kind }) => kind))
    expect(itemKinds.filter((kind) => !used.has(kind))).toEqual(['line'])
  })

  it('has no item twice, and lines that never fall', () => {
    const keys = ledger.map(({ line, kind, hash }) => `${line} ${kind} ${hash}`)
    expect(new Set(keys).size).toBe(keys.length)
    const lines = ledger.map(({ line }) => line)
    expect(lines).toEqual(lines.toSorted((one, other) => one - other))
  })
})
