/** The plan and record of a prober: data that is passed between threads. */
import type { RequestSpec } from '#gate/contract/contract.ts'

/**
 * `new`: a connection only for this request. `kept`: one of several kept-alive connections, used in
 * turn. `idle`: a connection that was idle since its first use, and is used again.
 */
export const connectionKinds = ['new', 'kept', 'idle'] as const
export type ConnectionKind = (typeof connectionKinds)[number]

export interface ProbeRequest {
  /** Since the start. */
  plannedMs: number
  connection: ConnectionKind
  /** For `idle`: requests with the same number share a connection. */
  idleConnection?: number
  spec: RequestSpec
}

export interface ProbePlan {
  /** Without a path: `https://127.0.0.1:8443`. */
  origin: string
  /** Sent with every request; the Host is also the TLS server name. */
  headers: Record<string, string>
  /** The answer header with the side that gave it. */
  sideHeader: string
  requests: readonly ProbeRequest[]
  /** A request without a complete answer after this time has failed. */
  timeoutMs: number
}

/** The record of one request. Times are milliseconds since the epoch, with fractions. */
export interface Probed {
  index: number
  connection: ConnectionKind
  /** Whether its connection had been used before. */
  isReused: boolean
  plannedMs: number
  startMs: number
  /** When the answer was complete, or the request failed. */
  endMs: number
  /** Absent without a complete answer. */
  status?: number
  /** The error code, if any. */
  error?: string
  /** The value of the side header; with a comma, the edge tried more than one side. */
  side?: string
}

/** Epoch milliseconds with fractions; the same clock in every process of this machine. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now()
}
