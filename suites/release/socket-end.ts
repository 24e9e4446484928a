/** Whether a stopping server may end a WebSocket like that. */
import type { SocketEnd } from '#gate/kit/traffic/socket/held.ts'

/**
 * Close codes of a stopping server: "going away", "service restart". The first is of RFC 6455,
 * section 7.4.1; the second of IANA's registry "WebSocket Close Code Number".
 */
export const stopCodes: readonly number[] = [1001, 1012]
const noCode = 1005
const noFrame = 1006

/** What is wrong with how a stopped server ended a socket; undefined if nothing is. */
export function faultOf(end: SocketEnd | undefined): string | undefined {
  if (!end) return 'still open'
  const { code, reason } = end
  if (code === noFrame) return 'cut off without a close frame (1006)'
  if (code === noCode) return 'a close frame without a code'
  if (!stopCodes.includes(code)) {
    return `close code ${code} instead of ${stopCodes.join(' or ')}`
  }
  return reason.trim() === '' ? `close code ${code} without a reason` : undefined
}
