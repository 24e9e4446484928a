/** Brings Chromium, in which tests open report.html. The gate itself needs no browser. */

import { installPackages } from '#gate/cli/setup/apt.ts'
import { chromiumPath, findChromium } from '#gate/report/testing/chromium.ts'

/** Installs it where it is not; where that fails, says which tests are left out. */
export async function bringBrowser(): Promise<void> {
  if (chromiumPath !== undefined) return
  await installPackages(['chromium'])
  if (findChromium() !== undefined) return
  console.error('setup: no Chromium: the tests that open report.html in a browser are skipped')
}
