/**
 * What configs, examples and k6 scripts import: helpers that write a config, and the types of the
 * contract. All imports here are types, so that k6 loads this file alone.
 */

import type { Command } from './command.ts'
import type { AttachedLaunch, CommandLaunch, ComposeLaunch, ImageLaunch } from './launch.ts'
import type { TargetConfig } from './target-config.ts'

export type { Account } from './account.ts'
export type { AllowedHost } from './allow-hosts.ts'
export type { AddressVariables } from './backing.ts'
export type { Command } from './command.ts'
export type { Commands } from './commands.ts'
export type { Endpoint, HealthEndpoint, MetricsEndpoint } from './endpoints.ts'
export type { Mode } from './environment.ts'
export type { Knob, KnobProbe } from './knobs.ts'
export type {
  AttachedLaunch,
  CommandLaunch,
  ComposeLaunch,
  ImageBuild,
  ImageLaunch,
  Launch,
  OwnLaunch,
} from './launch.ts'
export type { LogKeys, LogLevels } from './observability.ts'
export type { Operations, RecordRef } from './operations.ts'
export type { FilePart, Reply, RequestSpec, Send, Session } from './requests.ts'
export type { SettingName } from './settings.ts'
export type { Statuses } from './statuses.ts'
export type { TargetConfig } from './target-config.ts'

/** Types the config; the gate validates it when it reads the file. */
export function defineTarget(config: TargetConfig): TargetConfig {
  return config
}

/** Launches the target as a process. `options.port` is the variable that holds its port. */
export function command(
  program: string,
  args: readonly string[],
  options: Omit<CommandLaunch, 'kind' | 'command' | 'args'>,
): CommandLaunch {
  return { kind: 'command', command: program, args, ...options }
}

/**
 * Launches the target as a container of an image.
 * @param tag of an image, or how to build one: `{ file: 'Dockerfile' }`
 * @param options `port` is the variable that holds its port, or the port that it always has
 */
export function image(
  tag: ImageLaunch['image'],
  options: Omit<ImageLaunch, 'kind' | 'image'>,
): ImageLaunch {
  return { kind: 'image', image: tag, ...options }
}

/**
 * Launches the target as a service of a compose file; its other services are not started.
 * @param options `port` is the variable that holds its port, or the port that it always has
 */
export function compose(
  file: ComposeLaunch['file'],
  service: string,
  options: Omit<ComposeLaunch, 'kind' | 'file' | 'service'>,
): ComposeLaunch {
  return { kind: 'compose', file, service, ...options }
}

/** A command of the target that runs to its end: `run('node', ['cli.ts', 'migrate'])`. */
export function run(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Command {
  return { command: program, args, environment }
}

/** Attaches to a backend that already runs; unless more is allowed, only observing checks run. */
export function attached(options: { url: string }): AttachedLaunch {
  return { kind: 'attached', ...options }
}
