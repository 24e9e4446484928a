/** The deployment guide itself, which is no part of the project: tests that need it say so. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#gate/installation.mjs'

/** `PREFLIGHT_GUIDE`, or the file beside the checkout. */
const file = process.env.PREFLIGHT_GUIDE ?? join(root, '../shared/deployment-guide.md')

/** Its text; undefined where it is not. */
export const ownGuide: string | undefined = existsSync(file)
  ? readFileSync(file, 'utf8')
  : undefined

/** The end of the name of a test that needs it. */
export const needsGuide: string =
  ownGuide === undefined ? ' (needs the guide: set PREFLIGHT_GUIDE)' : ''
