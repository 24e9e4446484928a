/** What a target is made of. */
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { Redactor } from '#gate/redact.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { ReadyLaunch } from './launch/ready-launch.ts'
import type { LoadedTarget } from './load-target.ts'
import type { Prepared } from './prepare.ts'

export interface TargetDependencies {
  loaded: LoadedTarget
  stack: StackClient
  labels: RunLabels
  redactor: Redactor
  prepared(): Promise<Prepared>
  /** The launch made ready, once per run. */
  launch(): Promise<ReadyLaunch>
  /** Whether starts that do not say how many workers they want get few: `--quick`. */
  quick?: boolean
}
