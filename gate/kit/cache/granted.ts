/** Permissions as an answer grants them, in a form in which two answers can be compared. */
import type { Outcome } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** Permissions in one text, whatever their order. */
export function asText(permissions: readonly string[]): string {
  return [...permissions].sort().join(',')
}

/** What the answer to a permission check grants; undefined if it is no 200. */
export function grantedBy(outcome: Outcome, running: RunningTarget): string | undefined {
  if (!outcome.ok || outcome.status !== 200) return undefined
  return asText(running.operation('permissions').result(outcome))
}
