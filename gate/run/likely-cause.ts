/** What the target did by itself while a check ran, told where it may be why the check failed. */
import type { Redactor } from '#gate/redact.ts'
import type { Meanwhile } from '#gate/system/meanwhile.ts'
import type { CheckRecord } from '#gate/verdict/record.ts'
import { shown } from './failures.ts'

type Found = Pick<CheckRecord, 'failures' | 'troubles'>

/** What a client gets from a process, or a worker of it, that is gone. */
const cutOff = /\b(?:ECONNRESET|ECONNREFUSED|EPIPE|UND_ERR_SOCKET)\b/

function isCutOff({ failures, troubles }: Found): boolean {
  const texts = [...failures.flatMap(({ message, observed = '' }) => [message, observed])]
  return [...texts, ...troubles.map(({ message }) => message)].some((text) => cutOff.test(text))
}

/** What it did, if that may be why the check found what it did. */
function deedOf(found: Found, { ended, deaths }: Meanwhile): string | undefined {
  const [first, ...others] = ended
  if (first !== undefined) {
    return `it ended ${first}${others.length > 0 ? `\n${others.length} more ended so` : ''}`
  }
  if (deaths.length === 0 || !isCutOff(found)) return undefined
  return `it cut connections off, and printed:\n${deaths.join('\n')}`
}

/**
 * What a check found, with what the target did meanwhile: the likely cause of the rest. A check
 * that found nothing is not changed by it.
 */
export function withCause(found: Found, meanwhile: Meanwhile, redactor: Redactor): Found {
  const deed = deedOf(found, meanwhile)
  if (deed === undefined) return found
  const observed = shown(deed, redactor)
  const { failures, troubles } = found
  if (failures.length > 0) {
    const cause = { message: 'the backend while the check ran', expected: 'it goes on', observed }
    return { failures: [...failures, cause], troubles }
  }
  const [trouble, ...others] = troubles
  if (trouble === undefined || trouble.code === 'PREFLIGHT_E_UNVERIFIED') return found
  const message = `${trouble.message}; the backend did not go on: ${observed}`
  return { failures, troubles: [{ ...trouble, message }, ...others] }
}
