import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { needsGuide, ownGuide } from '#gate/guide/testing/own-guide.ts'
import { errataPage, errataPageUrl } from './errata.ts'

it(`docs/guide-errata.md is fresh: a run would not change it${needsGuide}`, async () => {
  if (ownGuide === undefined) return
  const page = await errataPage(ownGuide)
  expect(await readFile(errataPageUrl, 'utf8')).toBe(page)
})

it('quotes at most ten words of the guide at a time', async () => {
  const quotes = (await readFile(errataPageUrl, 'utf8')).match(/^> .*$/gm) ?? []
  expect(quotes.length).toBeGreaterThan(12)
  for (const quote of quotes) expect(quote.slice(2).split(/\s+/).length).toBeLessThanOrEqual(10)
})
