/** The endpoints for health and readiness. */
import type { TargetConfig } from '#gate/contract/contract.ts'

/** The path of the health endpoint; undefined if the config names none. */
export function healthPathOf({ endpoints }: TargetConfig): string | undefined {
  const health = endpoints?.health
  return typeof health === 'string' ? health : health?.path
}

/** The readiness endpoint's path, else that of health; undefined if the config names neither. */
export function readinessPathOf(config: TargetConfig): string | undefined {
  return config.endpoints?.ready ?? healthPathOf(config)
}
