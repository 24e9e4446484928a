/** `preflight list`: every claim, with the checks that decide it and the mutants that they kill. */
import type { Command } from 'commander'
import { plural } from '#gate/plural.ts'
import { declaredChecks } from '#gate/run/declared-checks.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { claims } from '#guide/index.ts'
import { listUnverified } from './list-unverified.ts'
import { type OwnOfTarget, ownOfTarget } from './own-claims.ts'
import { projectRoot } from './project.ts'

/** What the command line needs to know of a mutant. */
export interface KnownMutant {
  id: string
  kills: readonly string[]
  /** Which files of the reference deployment it changes. */
  edits?: readonly { file: string }[]
}

export interface ListedClaim {
  id: string
  section: string
  level: string
  impact: string
  statement: string
  checks: string[]
  mutants: string[]
}

/**
 * Every claim with its checks and mutants, and then those of the team. A claim without either is
 * uncovered.
 */
export async function listClaims(
  mutants: readonly KnownMutant[] = [],
  own: OwnOfTarget = { claims: [], checks: new Map() },
): Promise<ListedClaim[]> {
  const checks = await declaredChecks(projectRoot)
  const all: readonly AnyClaim[] = [...claims, ...own.claims]
  return all.map(({ id, section, level, impact, statement }) => ({
    id,
    section,
    level,
    impact,
    statement,
    checks: [...(checks.get(id) ?? own.checks.get(id) ?? [])],
    mutants: mutants.filter(({ kills }) => kills.includes(id)).map((mutant) => mutant.id),
  }))
}

function isUncovered(claim: ListedClaim, mutantsAreKnown: boolean): boolean {
  const ofGuide = claims.find(({ id }) => id === claim.id)
  const exempt = ofGuide === undefined || ofGuide.mutantExempt === true
  if (claim.checks.length === 0) return true
  return mutantsAreKnown && claim.mutants.length === 0 && !exempt
}

/**
 * Prints the list.
 * @param mutants undefined in the package, which is made without them
 * @returns 0
 */
export async function list(
  command: Command,
  mutants: readonly KnownMutant[] | undefined,
): Promise<number> {
  const { json, uncovered, target } = command.opts<{
    json: boolean
    uncovered: boolean
    target?: string
  }>()
  if (target !== undefined) return await listUnverified(target, { json })
  const all = await listClaims(mutants, await ownOfTarget())
  const listed = uncovered ? all.filter((claim) => isUncovered(claim, mutants !== undefined)) : all
  if (json) process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`)
  else {
    for (const claim of listed) {
      const { id, level, impact, checks, mutants: killing } = claim
      const counts = [plural(checks.length, 'check')]
      if (mutants) counts.push(plural(killing.length, 'mutant'))
      process.stdout.write(
        `${id.padEnd(46)} ${level.padEnd(7)} ${impact.padEnd(8)} ${counts.join(', ')}\n`,
      )
    }
    process.stdout.write(`${listed.length} of ${plural(all.length, 'claim')}\n`)
  }
  return 0
}
