import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { errataPage, errataPageUrl, guideFile } from './errata.ts'

const isHere = existsSync(guideFile)
const needs = isHere ? '' : ' (needs the guide: set PREFLIGHT_GUIDE)'

it(`docs/guide-errata.md is fresh: a run would not change it${needs}`, async () => {
  if (!isHere) return
  const page = await errataPage(readFileSync(guideFile, 'utf8'))
  expect(await readFile(errataPageUrl, 'utf8')).toBe(page)
})

it('quotes at most ten words of the guide at a time', async () => {
  const quotes = (await readFile(errataPageUrl, 'utf8')).match(/^> .*$/gm) ?? []
  expect(quotes.length).toBeGreaterThan(12)
  for (const quote of quotes) expect(quote.slice(2).split(/\s+/).length).toBeLessThanOrEqual(10)
})
