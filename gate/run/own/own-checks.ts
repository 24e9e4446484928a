/**
 * Which files have the checks of a team's own claims: every claim has one, and no check is without
 * a claim.
 */
import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { type OwnClaim, similarId } from '#gate/contract/own/own-claim.ts'
import { refuseOwn, shownPath } from '#gate/system/own/own-claims.ts'
import { ownFiles } from '#gate/system/own/own-files.ts'
import { isClaimId } from '#guide/index.ts'
import { type CheckCall, checkCalls } from '../declared-checks.ts'

/** The own claims of a target, and where their checks are. */
export interface OwnChecks {
  /** Absolute folder of the config, without symbolic links. */
  folder: string
  /** Claim id → files relative to the folder. */
  files: ReadonlyMap<string, readonly string[]>
  /** Claims whose check is data in the same file. */
  asData: readonly OwnClaim[]
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** What is wrong with a call of `check`; undefined if nothing is. */
function problemOf({ claim }: CheckCall, claims: readonly OwnClaim[]): string | undefined {
  if (claim === undefined) return 'check: expected the id of a claim, written as text'
  const known = claims.find(({ id }) => id === claim)
  if (known?.check) return `check: ${claim} has its check in ${known.ownFile}`
  if (known) return undefined
  if (isClaimId(claim)) return `check: ${claim} is a claim of the guide, which has a check`
  const hint = similarId(claim, claims)
  return `check: no claim ${claim} is declared${hint === undefined ? '' : `, ${hint}`}`
}

/** The claims that a suite file checks. */
async function checkedIn(folder: string, file: string, claims: readonly OwnClaim[]) {
  const path = join(folder, file)
  const shown = shownPath(path)
  const text = await readFile(path, 'utf8')
  const [broken] = parseSync(file, text).errors
  if (broken) {
    const line = lineOf(text, broken.labels[0]?.start ?? 0)
    throw refuseOwn(shown, [`${line}: cannot be parsed: ${broken.message}`])
  }
  const calls = checkCalls(file, text)
  if (calls.length === 0) throw refuseOwn(shown, ['it has no check'])
  const problems = calls.flatMap((call) => {
    const problem = problemOf(call, claims)
    return problem === undefined ? [] : [`${lineOf(text, call.offset)}: ${problem}`]
  })
  if (problems.length > 0) throw refuseOwn(shown, problems)
  return calls.flatMap(({ claim }) => claim ?? [])
}

/**
 * Finds the checks of own claims.
 * @param given folder of the config
 * @throws PreflightError PREFLIGHT_E_CONFIG naming each claim without a check, or the first file
 *   with a check of no own claim
 */
export async function findOwnChecks(
  given: string,
  claims: readonly OwnClaim[],
): Promise<OwnChecks> {
  const folder = realpathSync(given)
  const files = new Map<string, string[]>()
  const note = (id: string, file: string) => {
    const known = files.get(id) ?? []
    if (!known.includes(file)) files.set(id, [...known, file])
  }
  const asData = claims.filter(({ check }) => check !== undefined)
  for (const { id, ownFile } of asData) note(id, ownFile)
  for (const file of ownFiles(folder).suites) {
    for (const id of await checkedIn(folder, file, claims)) note(id, file)
  }
  const unchecked = claims.filter(({ id }) => !files.has(id))
  const [first] = unchecked
  if (first === undefined) return { folder, files, asData }
  const lines = unchecked
    .filter(({ ownFile }) => ownFile === first.ownFile)
    .map(({ id }) => `${id}: it has no check: expected "check" with it, or a suite that checks it`)
  throw refuseOwn(shownPath(join(folder, first.ownFile)), lines)
}
