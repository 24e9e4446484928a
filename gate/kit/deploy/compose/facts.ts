/** What is known about a target's deployment: from its config first, then from its manifests. */
import { addressQueries } from '#gate/contract/backing.ts'
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { valueOfSetting } from '#gate/contract/url-parameter.ts'
import { unverified } from '#gate/errors.ts'
import { environmentValues } from '../environment-file.ts'
import { readCompose, replicasOf } from './compose-file.ts'
import { maxConnectionsOf } from './max-connections.ts'
import { behindPooler, poolerOf } from './pooler.ts'
import { serviceFor } from './services.ts'

export interface DeploymentFacts {
  /** Copies of the backend that run at once, and the source. */
  replicas: { count: number; from: string }
  /**
   * Undefined if PostgreSQL's default is not changed.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the file leaves it open,
   *   PREFLIGHT_E_UNVERIFIED if a pooler is between
   */
  readonly maxConnections: { count: number; from: string } | undefined
  /** The value of a setting in this deployment; `undefined` for the backend's default. */
  setting(name: SettingName): { value: string; from: string } | undefined
}

/** The texts of the manifests that the config names. */
export interface Manifests {
  compose?: string | undefined
  /** Where the compose file is, for files that it mounts. */
  composeFolder?: string | undefined
  environment?: string | undefined
}

/**
 * Reads the facts; assumes nothing.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if neither says how many replicas there are
 */
export function deploymentFacts(config: TargetConfig, manifests: Manifests): DeploymentFacts {
  const { settings = {}, environment, deployment = {} } = config
  const services = manifests.compose === undefined ? [] : readCompose(manifests.compose).services
  const backend = serviceFor('backend', services, config)
  const database = serviceFor('database', services, config)
  const replicas = deployment.replicas ?? (backend && replicasOf(backend))
  if (replicas === undefined) {
    throw unverified({
      because: 'replica count unknown: neither deployment.replicas nor manifests.compose gives it',
      hint: 'set one of them',
    })
  }
  const declared = deployment.replicas !== undefined
  const layers: [string, Readonly<Record<string, string | undefined>>][] = [
    ['manifests.compose', backend?.environment ?? {}],
    ['manifests.environment', environmentValues(manifests.environment ?? '')],
    ['environment.production', environment?.production ?? {}],
    ['environment.always', environment?.always ?? {}],
    ['backing', addressQueries(config.backing)],
  ]
  return {
    replicas: { count: replicas, from: declared ? 'deployment' : 'manifests.compose' },
    get maxConnections() {
      const { maxConnections } = deployment
      if (maxConnections !== undefined) return { count: maxConnections, from: 'deployment' }
      const pooler = backend && poolerOf(backend, services)
      if (pooler !== undefined) throw behindPooler(pooler, 'compose')
      const count = database && maxConnectionsOf(database, manifests.composeFolder)
      return count === undefined ? undefined : { count, from: 'manifests.compose' }
    },
    setting: (name) => {
      const variable = settings[name]
      for (const [layer, values] of layers) {
        const value = variable === undefined ? undefined : valueOfSetting(values, variable)
        if (value !== undefined && value !== '') return { value, from: layer }
      }
      return undefined
    },
  }
}
