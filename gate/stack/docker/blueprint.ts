/** The differences between the services as containers. */

import type { RunLabels } from '#gate/host/run-labels.ts'
import type { ServiceKind, Services } from '../types.ts'

/** A container before it is created: everything that is decided without Docker. */
export interface Blueprint<K extends ServiceKind> {
  kind: K
  /** Replaces the image's own, if images of different makers differ. */
  entrypoint?: readonly string[]
  command?: readonly string[]
  environment?: Readonly<Record<string, string>>
  /**
   * Where it listens: published on a fixed port of 127.0.0.1, or straight in the network of the
   * host. Proxies need the latter: they reach what the gate reaches, by the same addresses.
   */
  network: { publish: number; as: number } | 'host'
  /** Text files by absolute path. */
  files?: Readonly<Record<string, string>>
  /** A folder of this machine, there under the same path; the server may write into it. */
  folder?: string
  /** What is done before an orderly stop. */
  beforeOrderlyStop?(): Promise<void>
  probe(containerId: string): Promise<Services[K]['server']>
}

export type Draw<K extends ServiceKind> = (
  options: Services[K]['options'],
  labels: RunLabels,
) => Promise<Blueprint<K>>

/** By these a reaper finds what a run left, and sees whether its gate still lives. */
export function containerLabels(labels: RunLabels): Record<string, string> {
  return { 'preflight.run': labels.runId, 'preflight.owner': labels.owner }
}
