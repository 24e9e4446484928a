/** Reads the health endpoint, with the field names of the contract. */

import type { HealthEndpoint, TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { endpointOf, healthFields } from '#gate/system/endpoints.ts'
import type { HttpClient } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** An orchestrator has given up waiting by then. */
const answerMs = 5_000
const maxExcerpt = 300

export interface Health {
  httpStatus: number | string
  ms: number
  status?: unknown
  version?: unknown
  environment?: unknown
  /** What came in place of a body with a status: its beginning. */
  body?: string
}

/** The health endpoint. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
export function healthEndpoint(config: TargetConfig): HealthEndpoint {
  const health = endpointOf(config, 'health')
  if (health === undefined) throw unverified({ missing: ['endpoints.health'] })
  return health
}

/** Requests the health endpoint once; without a response `httpStatus` is the error. */
export async function healthOf(
  running: RunningTarget,
  client: HttpClient = running.client,
): Promise<Health> {
  healthEndpoint(running.config) // Throws if unverified, before a request.
  const fields = healthFields(running.config)
  const request = await running.endpoint('health')
  const outcome = await client.try(request, { timeoutMs: answerMs })
  if (!outcome.ok) return { httpStatus: outcome.error, ms: outcome.ms }
  const body = (outcome.json ?? {}) as Record<string, unknown>
  const isOther = body[fields.status] === undefined
  return {
    httpStatus: outcome.status,
    ms: outcome.ms,
    status: body[fields.status],
    version: body[fields.version],
    environment: body[fields.environment],
    ...(isOther ? { body: outcome.text.slice(0, maxExcerpt) } : {}),
  }
}
