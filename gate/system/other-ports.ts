/** Ports on which the target listens besides its own: of its metrics or its administration. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { endpointOf } from './endpoints.ts'
import { hasOwnNetwork, otherPortVariables } from './listening.ts'
import type { TargetProcess } from './target-process.ts'

/** Free ports for a start, by variable: two starts on one machine cannot share one. */
export async function otherPorts(config: TargetConfig): Promise<Record<string, string>> {
  if (hasOwnNetwork(config.launch)) return {}
  const ofMetrics = endpointOf(config, 'metrics')?.port
  const names = new Set([...otherPortVariables(config.launch), ofMetrics])
  const ports: Record<string, string> = {}
  for (const name of names) if (name !== undefined) ports[name] = String(await freePort())
  return ports
}

/**
 * The port that a start got in a variable.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the gate cannot reach it
 */
export function otherPortOf(
  { launch }: TargetConfig,
  process: TargetProcess | undefined,
  variable: string,
): number {
  const value = process?.environment[variable]
  if (value !== undefined && !hasOwnNetwork(launch)) return Number(value)
  throw unverified({
    because: `the port in ${variable} is reached only where the gate starts the target itself`,
    hint: 'launch it as a process, or as a container whose port is in a variable',
  })
}
