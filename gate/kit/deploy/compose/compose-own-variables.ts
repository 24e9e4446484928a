/** Variables of an environment sample that Compose itself reads, and the backend never gets. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import { readCompose } from './compose-file.ts'
import { serviceFor } from './services.ts'
import { variablesOf } from './substitution.ts'

/** https://docs.docker.com/compose/how-tos/environment-variables/envvars/ */
const ofCompose = /^COMPOSE_[A-Z_]+$/

/**
 * Those of some names that stand for values in a compose file (an image's tag, a published port, a
 * password of the database), where the backend's service has no variable of that name.
 * @param name the config's key for the file
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the file is no YAML
 */
export function composeOwnVariables(
  names: readonly string[],
  file: { text: string; name: 'manifests.compose' | 'manifests.stack' },
  config: TargetConfig,
): string[] {
  const { document, services } = readCompose(file.text, file.name)
  const backend = serviceFor('backend', services, config)
  // An environment file is passed on as a whole.
  if (!backend || backend.written.env_file !== undefined) return []
  const passedOn = new Set(pairsOf(backend.written.environment).map(([name]) => name))
  const replaced = new Set(variablesOf(document).map(({ name }) => name))
  return names.filter((name) => !passedOn.has(name) && (replaced.has(name) || ofCompose.test(name)))
}
