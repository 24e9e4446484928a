/** How many steps a target is taken through: fewer mean that one of them did not happen. */
import { operationsLeftOut } from '#gate/system/load-target.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { leftOutKey, type OptionalOperation } from '#guide/optional-operations.ts'
import { isPrivate } from './boundaries.ts'
import { hasMemberships } from './roles.ts'
import { socketSteps } from './sockets.ts'
import { hasCompanies } from './step.ts'

/** What changes the number of steps. */
interface Facts {
  hasCompanies: boolean
  /** Whether the config has it, or says nothing about it. */
  applies(operation: OptionalOperation): boolean
  /** Whether the config has it. */
  has(operation: 'refresh' | 'readCompany'): boolean
  isPrivate: boolean
  hasMemberships: boolean
}

function factsOf(running: RunningTarget): Facts {
  const { operations } = running.config
  const leftOut = operationsLeftOut(running.config)
  return {
    hasCompanies: hasCompanies(running),
    applies: (operation) => !Object.hasOwn(leftOut, leftOutKey(operation)),
    has: (operation) => operations?.[operation] !== undefined,
    isPrivate: isPrivate(running),
    hasMemberships: hasMemberships(running),
  }
}

const sum = (...counts: readonly (number | false)[]): number =>
  counts.reduce<number>((total, count) => total + (count || 0), 0)

/** Reading, changing and deleting what belongs to another one, and whether it is still there. */
const takingSteps = ({ applies }: Facts) =>
  sum(2, applies('updateRecord') && 1, applies('deleteRecord') && 1)

function roleSteps({ hasCompanies, applies, hasMemberships }: Facts): number {
  if (!applies('createAccount')) return 0
  const [changes, lists] = [applies('changeRole'), applies('permissions')]
  return sum(changes && lists && (hasCompanies ? 8 : 7), changes && 2, hasMemberships && 3)
}

function recordSteps(facts: Facts): number {
  const { hasCompanies, applies } = facts
  const outsiders = hasCompanies && applies('createAccount')
  const [creating, reading] = outsiders ? [4, 4] : [3, 3]
  return sum(
    hasCompanies && 1,
    creating,
    applies('invalidRecord') && 1,
    reading,
    applies('updateRecord') && 3,
    applies('deleteRecord') && 3,
  )
}

function otherTenantSteps(facts: Facts): number {
  const { hasCompanies, applies, has, isPrivate } = facts
  if (!applies('createAccount')) return 0
  return sum(
    isPrivate && takingSteps(facts),
    hasCompanies && sum(3, takingSteps(facts), applies('changeRole') && 1),
    hasCompanies && has('readCompany') && 3,
  )
}

function sessionSteps({ applies, has }: Facts): number {
  const profile = applies('profile')
  return sum(
    3,
    profile && 2,
    has('refresh') && sum(2, profile && 1),
    applies('logout') && sum(1, has('refresh') && 1),
  )
}

/** How many steps a target is taken through whose config lacks nothing that applies. */
export function criticalSteps(running: RunningTarget): number {
  const facts = factsOf(running)
  const parts = [roleSteps, recordSteps, otherTenantSteps, sessionSteps]
  return sum(...parts.map((count) => count(facts)), socketSteps(running))
}
