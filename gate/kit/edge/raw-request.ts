/** An operation's request as a raw one, from an address or with headers of the check's choice. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { bodyOf, inSession } from '#gate/contract/wire.ts'
import type { RawRequest } from './edge-client.ts'

/**
 * The whole request: without its own headers, such as an API key, a backend refuses it for want of
 * those, and nothing else of it is judged.
 */
export function rawRequestOf(spec: RequestSpec, session?: Session): RawRequest {
  const whole = inSession(spec, session)
  const { method, path, headers = {} } = whole
  return { method, path, headers: Object.entries(headers), body: bodyOf(whole) }
}
