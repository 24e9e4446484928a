/** What is known of how a target is deployed: its config's own word first, then its manifests. */
import { parseEnv } from 'node:util'
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { type ComposeService, composeServices, maxConnectionsOf } from './reading.ts'

export interface DeploymentFacts {
  /** Copies of the backend that run at once, and who says so. */
  replicas: { count: number; from: string }
  /** Absent where nothing raises PostgreSQL's own default. */
  maxConnections?: { count: number; from: string }
  /** The value of a setting in this deployment; `undefined` where the backend's default holds. */
  setting(name: SettingName): { value: string; from: string } | undefined
}

/** The texts of the manifests that the config names. */
export interface Manifests {
  compose?: string | undefined
  environment?: string | undefined
}

/** The one service of that name, or the only one that it can be. */
export function chosen(
  services: readonly ComposeService[],
  name: string | undefined,
  isIt: (service: ComposeService) => boolean,
): ComposeService | undefined {
  if (name !== undefined) return services.find((service) => service.name === name)
  const found = services.filter(isIt)
  return found.length === 1 ? found[0] : undefined
}

/** The service that is the backend: the config's word, else the one that sets the pool's size. */
export function backendService(
  services: readonly ComposeService[],
  { settings = {}, deployment = {} }: TargetConfig,
): ComposeService | undefined {
  const { poolSize } = settings
  return chosen(
    services,
    deployment.services?.backend,
    ({ environment }) => poolSize !== undefined && poolSize in environment,
  )
}

/** The service that is the database: the config's word, else the one with an image of one. */
export function databaseService(
  services: readonly ComposeService[],
  { deployment = {} }: TargetConfig,
): ComposeService | undefined {
  return chosen(services, deployment.services?.database, ({ image }) =>
    /(^|\/)(postgres|postgis|timescaledb)\b/.test(image),
  )
}

/**
 * Reads the facts; nothing is assumed.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED where neither says how many replicas there are
 */
export function deploymentFacts(config: TargetConfig, manifests: Manifests): DeploymentFacts {
  const { settings = {}, environment, deployment = {} } = config
  const services = manifests.compose === undefined ? [] : composeServices(manifests.compose)
  const backend = backendService(services, config)
  const database = databaseService(services, config)
  const replicas = deployment.replicas ?? backend?.replicas
  if (replicas === undefined) {
    throw unverified('deployment.replicas, and no manifests.compose that tells them')
  }
  const declared = deployment.replicas !== undefined
  const count = deployment.maxConnections ?? (database && maxConnectionsOf(database))
  const from = deployment.maxConnections === undefined ? 'manifests.compose' : 'deployment'
  const layers: [string, Readonly<Record<string, string | undefined>>][] = [
    ['manifests.compose', backend?.environment ?? {}],
    ['manifests.environment', parseEnv(manifests.environment ?? '')],
    ['environment.production', environment?.production ?? {}],
    ['environment.always', environment?.always ?? {}],
  ]
  return {
    replicas: { count: replicas, from: declared ? 'deployment' : 'manifests.compose' },
    ...(count === undefined ? {} : { maxConnections: { count, from } }),
    setting: (name) => {
      const variable = settings[name]
      for (const [layer, values] of layers) {
        const value = variable === undefined ? undefined : values[variable]
        if (value !== undefined && value !== '') return { value, from: layer }
      }
      return undefined
    },
  }
}
