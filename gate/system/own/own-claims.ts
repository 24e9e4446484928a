/** Loads a team's own claims. */
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { OwnClaim } from '#gate/contract/own/own-claim.ts'
import {
  type ReadClaims,
  readCodeClaims,
  readDataClaims,
} from '#gate/contract/own/read-own-claims.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { defaultOf, loadModule } from '../load-module.ts'
import { isDataClaims, ownFiles } from './own-files.ts'

/** A path as a reader knows it: relative to the working directory, if it is below. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown.startsWith('..') ? path : shown
}

/**
 * What is wrong with a file of own claims or of their checks.
 * @param problems one a line; a place in the file comes first: `12:5: …`
 */
export function refuseOwn(
  file: string,
  problems: readonly string[],
  cause?: unknown,
): PreflightError {
  const lines = problems.map((problem) => `${file}:${/^\d+:/.test(problem) ? '' : ' '}${problem}`)
  return new PreflightError('PREFLIGHT_E_CONFIG', lines.join('\n'), {
    hint: 'docs/own-claims.md has every key, and an example',
    cause,
  })
}

async function readClaims(folder: string, file: string): Promise<ReadClaims> {
  const path = join(folder, file)
  if (isDataClaims(file)) return readDataClaims(await readFile(path, 'utf8'), file)
  const exported = defaultOf(await loadModule(path))
  if (exported === undefined) return { problems: ['has no default export'] }
  return readCodeClaims(exported, file)
}

/**
 * The own claims of a target, in the order of their files.
 * @param folder of the config
 * @throws PreflightError PREFLIGHT_E_CONFIG naming the file, line and key, and what was expected
 */
export async function loadOwnClaims(folder: string): Promise<OwnClaim[]> {
  const all = new Map<string, OwnClaim>()
  for (const file of ownFiles(folder).claims) {
    const shown = shownPath(join(folder, file))
    const read = await readClaims(folder, file).catch((error: unknown) => {
      const [first = ''] = messageOf(error).split('\n')
      throw refuseOwn(shown, [`cannot be loaded: ${first}`], error)
    })
    if ('problems' in read) throw refuseOwn(shown, read.problems)
    for (const claim of read.claims) {
      const other = all.get(claim.id)
      if (other) throw refuseOwn(shown, [`${claim.id}: ${other.ownFile} declares it too`])
      all.set(claim.id, claim)
    }
  }
  return [...all.values()]
}
