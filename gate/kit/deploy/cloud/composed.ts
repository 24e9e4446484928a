/** Reads the backend's service of a compose file or stack as a platform. Pure. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { backendService } from '../compose/facts.ts'
import { composeServices } from '../compose/reading.ts'
import { mapOf, pairsOf, yamlDocument } from '../compose/yaml.ts'
import { type Platform, sorted } from './platform.ts'

/** A variable whose default is written out has a value, whatever the operator's shell says. */
const withDefault = /^\$\{\w+:?-([^}]*)\}$/

/**
 * @param example the names in the example of the environment file, for services that read one
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where no service is the backend
 */
export function composedPlatform(
  name: 'compose' | 'stack',
  text: string,
  { config, example }: { config: TargetConfig; example: readonly string[] },
): Platform {
  const backend = backendService(composeServices(text), config)
  if (!backend) throw inconclusive(`manifests.${name}: no service is the backend`)
  const services = mapOf(mapOf(yamlDocument(text, `manifests.${name}`)).services)
  const service = mapOf(services[backend.name])
  const values = pairsOf(service.environment).map(([variable, value]): [string, string] => {
    // A name without a value is taken from the operator's shell.
    const asWritten = value === undefined || value === null ? `\${${variable}}` : String(value)
    return [variable, withDefault.exec(asWritten)?.[1] ?? asWritten]
  })
  const { plain, references } = sorted(Object.fromEntries(values))
  const fromFile = service.env_file === undefined ? [] : example
  return {
    name,
    plain,
    references: [...references, ...fromFile],
    images: [],
    ports: [],
    regions: [],
    mostInstances: { count: backend.replicas, from: 'replicas' },
    openings: [],
    problems: [],
  }
}
