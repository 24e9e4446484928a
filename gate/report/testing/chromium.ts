/** Chromium, which no check of the gate needs: tests that do say so where it is missing. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** Looks for it: `PREFLIGHT_CHROMIUM`, or on PATH; undefined where it is not. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return process.env.PREFLIGHT_CHROMIUM ?? files.find((file) => existsSync(file))
}

/** Its path when this process started. */
export const chromiumPath: string | undefined = findChromium()

/** The end of the name of a test that needs it. */
export const needsChromium: string =
  chromiumPath === undefined ? ' (needs Chromium: scripts/setup --browser)' : ''
