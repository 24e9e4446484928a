/** Chromium, which no check of the gate needs: tests that do say so where it is missing. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome']
const candidates = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))

/** Its path: `PREFLIGHT_CHROMIUM`, or on PATH; undefined where it is not. */
export const chromiumPath: string | undefined =
  process.env.PREFLIGHT_CHROMIUM ?? candidates.find((file) => existsSync(file))

/** The end of the name of a test that needs it. */
export const needsChromium: string =
  chromiumPath === undefined ? ' (needs Chromium: apt-get install chromium)' : ''
