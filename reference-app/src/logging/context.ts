import { AsyncLocalStorage } from 'node:async_hooks'

/** What everything done for one request shares. */
export interface RequestContext {
  requestId: string
  /** True once the client has gone: work that has not begun need not begin. */
  isClientGone: () => boolean
  /** Calls `listener` when the client goes; answers how to stop that. */
  onClientGone?: (listener: () => void) => () => void
}

export const requestContext = new AsyncLocalStorage<RequestContext>()

/** Runs what has to be finished even if the client of the request that caused it goes away. */
export function detached<T>(work: () => T): T {
  const requestId = requestContext.getStore()?.requestId ?? ''
  return requestContext.run({ requestId, isClientGone: () => false }, work)
}
