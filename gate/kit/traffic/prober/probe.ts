/** What a prober is asked to send, and what it saw: data that crosses from thread to thread. */
import type { RequestSpec } from '#gate/contract/contract.ts'

/**
 * `new`: a connection for this request alone. `kept`: one of some kept-alive connections that are
 * used in turn. `idle`: a connection that lay idle since its first use, and is used once more.
 */
export const connectionKinds = ['new', 'kept', 'idle'] as const
export type ConnectionKind = (typeof connectionKinds)[number]

export interface ProbeRequest {
  /** Since the start. */
  plannedMs: number
  connection: ConnectionKind
  /** Of `idle`: requests with the same number share a connection. */
  idleConnection?: number
  spec: RequestSpec
}

export interface ProbePlan {
  /** Without a path: `https://127.0.0.1:8443`. */
  origin: string
  /** Sent with every request; the name of the host is also that of the TLS handshake. */
  headers: Record<string, string>
  /** The header of an answer that says which side gave it. */
  sideHeader: string
  requests: readonly ProbeRequest[]
  /** An answer that is not complete after this is a failure. */
  timeoutMs: number
}

/** One request as it went. Times are milliseconds since the epoch, with fractions. */
export interface Probed {
  index: number
  connection: ConnectionKind
  /** Whether it went over a connection that had carried a request before. */
  isReused: boolean
  plannedMs: number
  startMs: number
  /** When the answer was complete, or the request failed. */
  endMs: number
  /** Absent if no complete answer came. */
  status?: number
  /** The code of what went wrong on the way. */
  error?: string
  /** What the side header said; with a comma, the edge asked more than one side. */
  side?: string
}

/** Epoch milliseconds with fractions: the same clock in every process of this machine. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now()
}
