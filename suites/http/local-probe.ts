/** The container's own health probe: it asks by a local name, past the proxy. */
import { headerValues, type RawReply, type RawRequest } from '#gate/kit/edge/edge-client.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { askDirectly } from './direct.ts'

/** Whether plain HTTP is sent to https, which is a rule of its own: the host is no matter of it. */
export function isSentToHttps(reply: Pick<RawReply, 'status' | 'headers'>): boolean {
  const [location = ''] = headerValues(reply, 'location')
  return reply.status >= 300 && reply.status < 400 && /^https:\/\//i.test(location)
}

/**
 * The status of the probe at a host. One that is sent to https shows nothing of the host: then the
 * probe says of itself what the proxy says, that it came by https.
 */
export async function probeStatus(
  running: RunningTarget,
  host: string,
  request: RawRequest,
): Promise<number> {
  const bare = await askDirectly(running, { host, ...request, isBare: true })
  if (!isSentToHttps(bare)) return bare.status
  return (await askDirectly(running, { host, ...request })).status
}
