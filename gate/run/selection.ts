/** Which claims a run speaks of, and which suite files hold their checks. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { didYouMean } from '#gate/did-you-mean.ts'
import { PreflightError } from '#gate/errors.ts'
import type { Claim } from '#guide/claim.ts'
import { claims } from '#guide/index.ts'

/**
 * The claims that `--only` selects, in the guide's order; all where it is empty.
 * @param only ids and sections
 * @throws PreflightError PREFLIGHT_E_USAGE naming what is neither
 */
export function selectClaims(only: readonly string[]): Claim[] {
  const names: string[] = claims.flatMap(({ id, section }) => [id, section])
  for (const word of only) {
    if (names.includes(word)) continue
    throw new PreflightError(
      'PREFLIGHT_E_USAGE',
      `--only: no claim or section is called "${word}"`,
      { hint: didYouMean(word, names) ?? 'see: preflight list' },
    )
  }
  if (only.length === 0) return [...claims]
  return claims.filter((claim) => only.includes(claim.id) || only.includes(claim.section))
}

const declaration = /^check\(\s*'([^']+)'/gm

/**
 * Every check that the suites declare, by claim: read from their text, since loading them takes
 * vitest. What really was collected is reconciled with it after a run.
 * @param root folder of the project
 * @returns claim id → suite files, relative to the root
 */
export async function declaredChecks(root: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for await (const file of glob('suites/*/*.suite.ts', { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8')
    for (const [, claim] of text.matchAll(declaration)) {
      if (claim) found.set(claim, [...(found.get(claim) ?? []), file].sort())
    }
  }
  return found
}
