/** Goal: report.html is read by anybody, on any screen and on paper, in a real browser. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { renderHtml } from './html.ts'
import { annotatedGuide } from './testing/annotated.ts'
import { openChromium, violationsOf } from './testing/browser.ts'
import { chromiumPath, needsChromium } from './testing/chromium.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-page-'))
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>'
let browser: Browser

beforeAll(async () => {
  if (chromiumPath === undefined) return
  mkdirSync(join(folder, 'evidence'))
  const pictures = sampleRun.claims.flatMap(({ checks }) =>
    checks.flatMap(({ evidence }) => evidence?.attachments ?? []),
  )
  for (const { file } of pictures) writeFileSync(join(folder, file), picture)
  browser = (await openChromium()) as Browser
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

/** The page of a run in a browser, and what the browser complained of. */
async function opened(run: RunRecord, options: BrowserContextOptions = {}, place = '') {
  const file = join(folder, 'report.html')
  const earlier = { run: fiveRuns.GO, judgement: judge(fiveRuns.GO) }
  const beside = { runSha256: '', guide: () => annotatedGuide, earlier: () => earlier }
  writeFileSync(file, renderHtml(run, judge(run), beside))
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options })
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`))
  await page.goto(`${pathToFileURL(file)}${place}`)
  return { page, complaints }
}

const light = { colorScheme: 'light', viewport: { width: 1280, height: 800 } } as const
const dark = { colorScheme: 'dark', viewport: { width: 1280, height: 800 } } as const
const smallLight = { colorScheme: 'light', viewport: { width: 390, height: 844 } } as const
const smallDark = { colorScheme: 'dark', viewport: { width: 390, height: 844 } } as const
const screens = [light, dark, smallLight, smallDark]
const staleRun: RunRecord = {
  ...fiveRuns.GO,
  claims: fiveRuns.GO.claims.map((claim) => ({ ...claim, effectiveOn: '2027-01-01' })),
  freshness: {
    maxAgeDays: 7,
    stale: [
      { claim: 'pool.bounded', level: 'must', lastPassedAt: '2026-11-01T08:00:00.000Z' },
      { claim: 'pool.timeout', level: 'must' },
    ],
  },
}
/** The run with the most on its page is seen on every screen; the others in both colours. */
const pages = [
  { name: 'sample', run: sampleRun, on: screens },
  { name: 'GO', run: fiveRuns.GO, on: [light, smallDark] },
  { name: 'interrupted', run: fiveRuns.interrupted, on: [dark, smallLight] },
  { name: 'stale', run: staleRun, on: [dark, smallLight] },
]
const cases = pages.flatMap(({ name, run, on }) =>
  on.map((screen) => ({
    name: `${name}, ${screen.colorScheme}, ${screen.viewport.width} px`,
    run,
    screen,
  })),
)

test.for(cases)(`is accessible and fits: $name${needsChromium}`, async ({ run, screen }) => {
  if (chromiumPath === undefined) return
  const { complaints, page } = await opened(run, screen)
  expect(await violationsOf(page)).toEqual([])
  expect(complaints).toEqual([])
  const width = await page.evaluate('document.documentElement.scrollWidth')
  expect(width).toBe(screen.viewport.width)
  await page.close()
})

test.for([light, smallDark])(`the time line unfolds: %j${needsChromium}`, async (screen) => {
  if (chromiumPath === undefined) return
  const { page } = await opened(sampleRun, screen)
  await page.locator('#times summary').click()
  expect(await page.locator('#times tbody tr').first().isVisible()).toBe(true)
  expect(await violationsOf(page, '#times')).toEqual([])
  const width = await page.evaluate('document.documentElement.scrollWidth')
  expect(width).toBe(screen.viewport.width)
  const bars = page.locator('#times .lane i')
  for (const bar of await bars.all()) {
    const box = await bar.boundingBox()
    expect((box?.x ?? Infinity) + (box?.width ?? 0)).toBeLessThanOrEqual(screen.viewport.width)
    expect(box?.width).toBeGreaterThanOrEqual(2)
  }
  await page.close()
})

test.for(screens)(`shows the first failing must at once: %j${needsChromium}`, async (screen) => {
  if (chromiumPath === undefined) return
  const { page } = await opened(sampleRun, screen)
  const box = await page.locator('.blocking a').first().boundingBox()
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(screen.viewport.height)
  await page.close()
})

test(`opens the finding that a link names, without a script${needsChromium}`, async () => {
  if (chromiumPath === undefined) return
  const claim = '#claim-configuration\\.secrets-distinct'
  const { page } = await opened(sampleRun, { javaScriptEnabled: false })
  expect(await page.locator('#filter').isVisible()).toBe(false)
  await page.goto(`${page.url()}#claim-configuration.secrets-distinct`)
  expect(await page.locator(claim).isVisible()).toBe(true)
  await page.close()
})

test(`a mark of the guide leads to its finding by the keyboard${needsChromium}`, async () => {
  if (chromiumPath === undefined) return
  const { page } = await opened(sampleRun)
  const mark = page.locator('.guide details.failing').first()
  await mark.locator('summary').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const finding = page.locator('#claim-configuration\\.secret-key-default-refused')
  await finding.waitFor({ state: 'visible' })
  expect(page.url()).toContain('#claim-configuration.secret-key-default-refused')
  await page.close()
})

test(`all that can be pressed is reached by the keyboard${needsChromium}`, async () => {
  if (chromiumPath === undefined) return
  const { page } = await opened(sampleRun)
  const wanted = 'a[href], summary, button, select, input'
  const count = Number(
    await page.evaluate(
      `[...document.querySelectorAll('${wanted}')].filter((one) => one.checkVisibility()).length`,
    ),
  )
  await page.evaluate('globalThis.reached = new Set()')
  for (let presses = 0; presses < count; presses += 1) {
    await page.keyboard.press('Tab')
    await page.evaluate('reached.add(document.activeElement)')
  }
  expect(await page.evaluate('reached.delete(document.body), reached.size')).toBe(count)
  await page.close()
})

test(`filters by verdict, level and text${needsChromium}`, async () => {
  if (chromiumPath === undefined) return
  const { page } = await opened(sampleRun)
  const shown = async () => await page.locator('tr[data-claim]:visible').count()
  expect(await shown()).toBe(sampleRun.claims.length)
  await page.locator('#filter [name=verdict]').selectOption('pass')
  expect(await shown()).toBe(judge(sampleRun).counts.pass)
  expect(await page.locator('.finding:visible[data-claim]').count()).toBe(0)
  await page.locator('#filter [name=verdict]').selectOption('')
  await page.locator('#filter [name=text]').fill('pool.recycle')
  expect(await page.locator('#filter output').textContent()).toMatch(/^1 of /)
  await page.locator('.blocking a').first().click()
  expect(await shown()).toBe(sampleRun.claims.length)
  await page.close()
})

test(`prints with everything unfolded${needsChromium}`, async () => {
  if (chromiumPath === undefined) return
  const { page } = await opened(fiveRuns['NO-GO'])
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('details:not([open])').count()).toBeGreaterThan(0)
  const folded = await page.evaluate(
    "[...document.querySelectorAll('details:not([open]) > :last-child')]" +
      '.filter((one) => one.getBoundingClientRect().height === 0).length',
  )
  expect(folded).toBe(0)
  expect((await page.pdf()).length).toBeGreaterThan(10_000)
  await page.close()
})
