/** How it is told that a given server cannot be used. */
import { messageOf, PreflightError } from '#gate/errors.ts'

/** An AggregateError of several addresses has no message of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join('; ')
  return messageOf(cause)
}

/** That a server does not answer, or does not let us in; without its password. */
export function cannotUse(key: string, { host }: URL, cause: unknown): PreflightError {
  return new PreflightError(
    'PREFLIGHT_E_CONFIG',
    `${key}: cannot use the server at ${host}: ${reasonOf(cause)}`,
    { cause, hint: 'start it and check its address, its user and its password' },
  )
}
