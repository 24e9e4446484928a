/** The protocol of broker and clients: JSON over HTTP on a unix socket of the run. */

import { type ErrorCode, errorCodes, messageOf, PreflightError } from '#gate/errors.ts'
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
  log: { log: string }
  done: Record<string, never>
}

export interface WireError {
  error: { code: ErrorCode; message: string; hint?: string }
}

export function toWire(thrown: unknown): WireError {
  const known = thrown instanceof PreflightError
  const code = known ? thrown.code : 'PREFLIGHT_E_INTERNAL'
  const hint = known && thrown.hint !== undefined ? { hint: thrown.hint } : {}
  return { error: { code, message: messageOf(thrown), ...hint } }
}

export function fromWire({ error }: WireError): PreflightError {
  const code = error.code in errorCodes ? error.code : 'PREFLIGHT_E_INTERNAL'
  const hint = error.hint === undefined ? {} : { hint: error.hint }
  return new PreflightError(code, error.message, hint)
}
