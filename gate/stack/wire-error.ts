/** Errors on their way from the broker to its clients. */
import { type ErrorCode, errorCodes, messageOf, PreflightError } from '#gate/errors.ts'

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
