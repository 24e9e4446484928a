/** What the answers to provoked errors tell, and which of them have no id. Pure. */

import type { Reply } from '#gate/contract/contract.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { isInLog, possibleIds, withoutId } from './error-ids.ts'
import { leaksOf } from './leaks.ts'

export interface Provoked {
  what: string
  reply: Reply
  /** Whose answer it is. */
  by: RunningTarget
}

type Told = Pick<Provoked, 'what' | 'reply'>

/** As a finding names it. */
const named = ({ what, reply }: Told) => `${what} (${reply.status})`

const shownCount = 5

/** A few of many, by name. */
export function someOf(errors: readonly Told[]): string {
  const shown = errors.slice(0, shownCount).map(named).join(', ')
  const more = errors.length - shownCount
  return more > 0 ? `${shown} and ${more} more` : shown
}

/** What answers tell of the backend itself: each detail once, with the errors that tell it. */
export function told(errors: readonly Told[]): string[] {
  const by = new Map<string, Told[]>()
  for (const error of errors) {
    const { text, headers, status } = error.reply
    for (const leak of leaksOf(text, headers, status)) {
      const detail = `${leak.kind}: ${leak.text}`
      by.set(detail, [...(by.get(detail) ?? []), error])
    }
  }
  return [...by].map(([detail, those]) => `${detail}, in the response to ${someOf(those)}`)
}

/** An id in the response that no other response has and the log contains. */
export function idOf(reply: Reply, others: readonly Reply[], log: string): string | undefined {
  const taken = new Set(others.flatMap(possibleIds))
  return possibleIds(reply).find((id) => !taken.has(id) && isInLog(id, log))
}

/** The errors that lack an id which others have; a rate limit may answer without one. */
export function withoutAnyId(errors: readonly Provoked[], places: Iterable<string>): string[] {
  const judged = errors.filter(({ reply }) => reply.status !== tooManyRequests)
  const lacking = withoutId(
    judged.map(({ reply }) => reply),
    places,
  )
  return judged.filter(({ reply }) => lacking.includes(reply)).map(named)
}
