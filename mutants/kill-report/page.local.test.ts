/** Goal: the page of mutants is read by anybody, in light and dark, wide and narrow. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openChromium, violationsOf } from '#gate/report/testing/browser.ts'
import { needsChromium } from '#gate/report/testing/chromium.ts'
import { renderPage } from './page.ts'
import type { GeneratedMutant, WrittenMutant } from './tried.ts'

const file = 'reference-app/src/config.ts'
const place = { line: 1, column: 1 }
const common = {
  section: 'http',
  change: { file, start: place, end: place, replacement: 'b' },
  seconds: 1.5,
  commit: '0123456789',
  engine: 'local',
}

/** One of each result, with marks of each kind in the matrix. */
const written = (['killed', 'survived', 'collateral', 'error', 'benign-ok'] as const).map(
  (result): WrittenMutant => ({
    ...common,
    kind: 'written',
    id: `limit-${result}`,
    defect: 'The limit lets ten times as many attempts through.',
    kills: ['http.login-rate-limit', 'http.rate-limit-shared'],
    failed: result === 'collateral' ? ['http.login-rate-limit', 'http.email'] : [],
    reason: 'it is said',
    isHarmless: result === 'benign-ok',
    result,
  }),
)
const generated = (['killed', 'survived', 'equivalent', 'not-tried', 'error'] as const).map(
  (result): GeneratedMutant => ({
    ...common,
    kind: 'generated',
    id: `negated-${result}`,
    operator: 'negate',
    from: 'a === b',
    to: result === 'survived' ? '' : 'a !== b',
    failed: [],
    result,
  }),
)

const screens = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const

test(`is accessible and fits, in light and dark${needsChromium}`, async () => {
  const browser = await openChromium()
  if (browser === undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'preflight-mutants-page-'))
  onTestFinished(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })
  const path = join(folder, 'mutants.html')
  writeFileSync(path, renderPage([...written, ...generated]))
  for (const screen of screens) {
    const page = await browser.newPage(screen)
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(pathToFileURL(path).href)
    expect(await violationsOf(page), JSON.stringify(screen)).toEqual([])
    expect(complaints).toEqual([])
    const width = await page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBe(screen.viewport.width)
    await page.close()
  }
})
