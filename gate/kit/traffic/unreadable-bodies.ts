/** Bodies that no route gets to see: whatever reads bodies answers, often in a form of its own. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import { type Outcome, onOwnConnection } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** More than frameworks read without being told to. */
const largeBytes = 3 * 2 ** 20
const json = 'application/json'

/** A request with its body replaced by a text, and with headers that say what it is. */
function withText(spec: RequestSpec, text: string, headers: Record<string, string>): RequestSpec {
  const { json: _json, form: _form, multipart: _multipart, ...bare } = spec
  return { ...bare, text, headers: { ...spec.headers, ...headers } }
}

/** What the reader of bodies refuses. Send each alone: {@link sendAlone}. */
export function unreadableBodies(spec: RequestSpec): [what: string, spec: RequestSpec][] {
  const type = { 'content-type': json }
  const large = JSON.stringify({ filler: 'x'.repeat(largeBytes) })
  return [
    ['a truncated body', withText(spec, '{"email": "a', type)],
    ['a body that is too large', withText(spec, large, type)],
    ['an unknown charset', withText(spec, '{}', { 'content-type': `${json}; charset=utf-999` })],
    ['a body that is no gzip', withText(spec, '{}', { ...type, 'content-encoding': 'gzip' })],
    ['an unknown type of body', withText(spec, 'a', { 'content-type': 'application/x-preflight' })],
    ['no boundary of parts', withText(spec, 'a', { 'content-type': 'multipart/form-data' })],
  ]
}

/** Sends on a connection of its own: who refuses a body may close the connection with it. */
export async function sendAlone({ client }: RunningTarget, spec: RequestSpec): Promise<Outcome> {
  return await onOwnConnection(client, (own) => own.try(spec))
}
