/** Our pages in a real browser, and what axe says of them. */
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumPath } from './chromium.ts'

/** Starts it; undefined where it is not. The caller closes it. */
export async function openChromium(): Promise<Browser | undefined> {
  if (chromiumPath === undefined) return undefined
  // Root may not start it in a sandbox, and it opens nothing but our own page.
  return await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
}

/** Everything that axe finds in a part of a page, with the first element of each. */
export async function violationsOf(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate(`axe.run('${part}')`)) as axe.AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
