/** How a WebSocket ended, and whether a server that stops may end it so. */

export interface SocketEnd {
  /** Of the close frame; 1005 where that has none, 1006 where no such frame came. */
  code: number
  reason: string
  /** Whether both sides sent a close frame. */
  isClean: boolean
  /** By the clock of `epochMs`. */
  atMs: number
}

/**
 * Close codes of a server that goes: "going away", "service restart". The first is of RFC 6455,
 * section 7.4.1; the second of IANA's registry "WebSocket Close Code Number".
 */
export const stopCodes: readonly number[] = [1001, 1012]
const noCode = 1005
const noFrame = 1006

/** What is wrong with the end of a socket of a server that stopped; undefined where nothing is. */
export function faultOf(end: SocketEnd | undefined): string | undefined {
  if (!end) return 'still open'
  const { code, reason } = end
  if (code === noFrame) return 'cut off without a close frame (1006)'
  if (code === noCode) return 'a close frame without a code'
  if (!stopCodes.includes(code)) return `close code ${code}, which does not say that a server stops`
  return reason.trim() === '' ? `close code ${code} without a reason` : undefined
}
