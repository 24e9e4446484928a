/** How a stack says that its backend is updated, and which service is in front of it. */
import { inconclusive } from '#gate/errors.ts'
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { type ComposeService, replicasOf } from '../compose/compose-file.ts'
import { substitute } from '../compose/substitution.ts'
import { durationSeconds } from '../run-settings.ts'

/** The update settings of the backend in the file; Swarm's defaults for the rest. */
export interface UpdatePolicy {
  /** 0 is all at once. */
  parallelism: number
  /** From one replica to the next. */
  delayS: number
  order: 'stop-first' | 'start-first'
  failureAction: 'pause' | 'continue' | 'rollback'
  /** For so long after its start a replica that ends is a failure of the update. */
  monitorS: number
  replicas: number
}

/** The one service that publishes ports. @throws PreflightError PREFLIGHT_E_INCONCLUSIVE */
export function edgeServiceName(document: YamlMap): string {
  const services = Object.entries(mapOf(document.services))
  const publishing = services.filter(([, service]) => Array.isArray(mapOf(service).ports))
  const [only] = publishing
  if (only && publishing.length === 1) return only[0]
  throw inconclusive(
    `expected one service of manifests.stack to publish ports, found ${publishing.length}`,
  )
}

function unreadable(key: string, written: unknown): never {
  const what = `deploy.update_config.${key} of manifests.stack is "${written}"`
  throw inconclusive(`${what}: its value is not in the file`)
}

/** The value of a key, defaults of variables included. */
function textOf(update: YamlMap, key: string, byDefault: string): string {
  const written = update[key] ?? byDefault
  const { text, isOpen } = substitute(String(written))
  return isOpen ? unreadable(key, written) : text
}

/** The same, where it is a duration. */
function secondsOf(update: YamlMap, key: string, byDefault: string): number {
  return durationSeconds(textOf(update, key, byDefault)) ?? unreadable(key, update[key])
}

/** The same, where it has to be one of a few. */
function oneOf<T extends string>(update: YamlMap, key: string, known: readonly [T, ...T[]]): T {
  const text = textOf(update, key, known[0])
  return known.find((each) => each === text) ?? unreadable(key, update[key])
}

/**
 * Reads the policy.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if only the operator knows a part of it
 */
export function updatePolicy(backend: ComposeService): UpdatePolicy {
  const update = mapOf(mapOf(backend.written.deploy).update_config)
  const parallelism = textOf(update, 'parallelism', '1')
  if (!/^\d+$/.test(parallelism)) unreadable('parallelism', update.parallelism)
  return {
    parallelism: Number(parallelism),
    delayS: secondsOf(update, 'delay', '0s'),
    order: oneOf(update, 'order', ['stop-first', 'start-first']),
    failureAction: oneOf(update, 'failure_action', ['pause', 'continue', 'rollback']),
    monitorS: secondsOf(update, 'monitor', '5s'),
    replicas: replicasOf(backend),
  }
}
