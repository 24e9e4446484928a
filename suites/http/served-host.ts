/** Whether a request to a host that is not listed was served. Pure. */
import { headerValues, type RawReply } from '#gate/kit/edge/edge-client.ts'

type Answer = Pick<RawReply, 'status' | 'headers'>

/** Whether an answer sends the client on within the host that it asked for. */
function staysAt(host: string, answer: Answer): boolean {
  const [location] = headerValues(answer, 'location')
  if (location === undefined) return false
  const url = URL.parse(location, `http://${host}`)
  return url?.hostname === host
}

/**
 * Any success is served. A redirect is if a listed host gets one too, as after a login by form, and
 * if it does not lead to the right host.
 * @param host the one that is not listed
 * @param listed the answer to the same request at a host that is
 */
export function isServed(host: string, answer: Answer, listed: Answer): boolean {
  if (answer.status < 300) return true
  const isRedirect = answer.status < 400 && answer.status === listed.status
  return isRedirect && staysAt(host, answer)
}
