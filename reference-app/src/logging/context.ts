import { AsyncLocalStorage } from 'node:async_hooks'

/** The context of everything that is done for one request. */
export interface RequestContext {
  requestId: string
  /** True once the client has disconnected: work that has not started can be skipped. */
  isClientGone: () => boolean
  /** Calls `listener` when the client disconnects; returns how to stop listening. */
  onClientGone?: (listener: () => void) => () => void
}

export const requestContext = new AsyncLocalStorage<RequestContext>()

/** Runs work that has to finish even if the client of its request disconnects. */
export function detached<T>(work: () => T): T {
  const requestId = requestContext.getStore()?.requestId ?? ''
  return requestContext.run({ requestId, isClientGone: () => false }, work)
}
