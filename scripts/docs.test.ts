import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { claims } from '#guide/index.ts'
import { claimsPage, claimsPageUrl, rulesPage, rulesPageUrl } from './docs.ts'

describe('docs/claims.md', () => {
  it('is fresh: npm run docs would not change it', async () => {
    expect(await readFile(claimsPageUrl, 'utf8')).toBe(claimsPage())
  })

  it('has one row of four cells per claim', () => {
    const rows = claimsPage().match(/^\| `.*$/gm) ?? []
    expect(rows.map((row) => row.split('`')[1])).toEqual(claims.map(({ id }) => id))
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(6)
  })
})

describe('docs/import-rules.md', () => {
  it('is fresh: npm run docs would not change it', async () => {
    expect(await readFile(rulesPageUrl, 'utf8')).toBe(rulesPage())
  })
})
