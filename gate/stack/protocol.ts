/** The protocol of broker and clients: JSON over HTTP on a unix socket of the run. */

import type { NotedHarm } from './harm-log.ts'
import type { EngineName, ServiceKind, Services } from './types.ts'

/** Services that checks can share; the others need a configuration per check. */
export const sharedKinds = ['postgres', 'redis', 'toxiproxy'] as const
export type SharedKind = (typeof sharedKinds)[number]

/** The actions of a dedicated service, as the last part of the path. */
export const levers = ['remove', 'stop', 'start', 'pause', 'resume'] as const
export type Lever = (typeof levers)[number]

export interface Replies {
  engine: { name: EngineName; provenance: Record<string, string> }
  shared: { server: Services[SharedKind]['server'] }
  dedicated: { id: string; server: Services[ServiceKind]['server'] }
  redisDatabase: { number: number }
  task: { result: unknown }
  harm: { last: number; harm: NotedHarm[] }
  log: { log: string }
  done: Record<string, never>
}
