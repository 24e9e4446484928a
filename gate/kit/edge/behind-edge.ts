/** The target behind its own edge, as seen by clients. */

import type { StackClient } from '#gate/stack/client.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { type Edge, type EdgeOptions, openEdge } from './edge.ts'

export interface BehindEdge {
  edge: Edge
  running: RunningTarget
}

interface Place {
  target: Target
  stack: StackClient
  /** For the start of the target. Default: as deployed. */
  overrides?: Overrides
}

/**
 * Starts target and edge, and closes the edge after use.
 * @param options of the edge, or what makes them of the target that runs
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config names no edge, or the target runs
 *   if no edge of ours can be put in front
 */
export async function behindEdge<T>(
  { target, stack, overrides = {} }: Place,
  options: Partial<EdgeOptions> | ((running: RunningTarget) => Partial<EdgeOptions>),
  use: (place: BehindEdge) => Promise<T>,
): Promise<T> {
  await target.manifest('nginx') // Throws if unverified, before anything starts.
  const running = await target.start(overrides).ready()
  const pointTo = [{ host: '127.0.0.1', port: running.process.port }]
  const given = typeof options === 'function' ? options(running) : options
  const edge = await openEdge(target, stack, { pointTo, marksPlaces: true, ...given })
  try {
    return await use({ edge, running })
  } finally {
    await edge.close()
  }
}
