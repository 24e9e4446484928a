/** Reads the backend's service of a compose file or stack as a platform. Pure. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, PreflightError } from '#gate/errors.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import { type ComposeService, readCompose, replicasOf } from '../compose/compose-file.ts'
import { extendsElsewhere } from '../compose/extended.ts'
import { maxConnectionsOf } from '../compose/max-connections.ts'
import { poolerOf } from '../compose/pooler.ts'
import { serviceFor } from '../compose/services.ts'
import { soleVariable, substitute } from '../compose/substitution.ts'
import { type Platform, sorted } from './platform.ts'
import { isReference } from './reference.ts'

/** A value as the platform gets it; as written if it has a variable that must be set. */
function providedValue([variable, value]: [string, unknown]): [string, string] {
  // A name without a value is taken from the operator's shell.
  const written = value === undefined || value === null ? `\${${variable}}` : String(value)
  const { text, isOpen } = substitute(written)
  return [variable, isOpen || isReference(written) ? written : text]
}

/** The variables that are another one's value as a whole. */
function copiedOf({ written }: ComposeService): Record<string, string> {
  const copied = pairsOf(written.environment).flatMap(([name, value]): [string, string][] => {
    const from = typeof value === 'string' ? soleVariable(value) : undefined
    return from === undefined ? [] : [[name, from]]
  })
  return Object.fromEntries(copied)
}

/** What the file leaves open is left out: whoever needs it says so. */
function knownOr<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof PreflightError && error.code === 'PREFLIGHT_E_INCONCLUSIVE') {
      return undefined
    }
    throw error
  }
}

/** What a service has in words. */
function plainOf({ written }: ComposeService): Record<string, string> {
  return sorted(Object.fromEntries(pairsOf(written.environment).map(providedValue))).plain
}

/** Of several with a pool, the backend is told by its other settings. */
function withoutPool({ settings = {}, ...config }: TargetConfig): TargetConfig {
  const { poolSize: _, ...others } = settings
  return { ...config, settings: others }
}

/** What ends by itself, or runs on demand, holds no connections beside those that serve. */
const isPassing = ({ name, written }: ComposeService) =>
  written.profiles !== undefined ||
  /^(?:no|on-failure)/.test(String(written.restart ?? '')) ||
  /migrat|(?:^|[-_])(?:init|seed|setup|prestart)/.test(name)

/** The connections that services may open at least: each has one process per copy, or more. */
function poolsOf(services: readonly ComposeService[], { settings = {} }: TargetConfig) {
  const number = ({ environment }: ComposeService, variable: string | undefined) => {
    const value = variable === undefined ? undefined : environment[variable]
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : 0
  }
  const pools = services
    .filter((each) => !isPassing(each))
    .map((each): [string, number] => {
      const size = number(each, settings.poolSize)
      const all = size === 0 ? 0 : size + number(each, settings.poolOverflow)
      return [each.name, all * (knownOr(() => replicasOf(each)) ?? 1)]
    })
  return Object.fromEntries(pools.filter(([, count]) => count > 0))
}

/**
 * @param example the names in the example of the environment file, for services that read one
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if no service is the backend
 */
export function composedPlatform(
  name: 'compose' | 'stack',
  text: string,
  { config, example }: { config: TargetConfig; example: readonly string[] },
): Platform {
  const { services } = readCompose(text, `manifests.${name}`)
  const named = serviceFor('backend', services, config)
  const backend = named ?? serviceFor('backend', services, withoutPool(config))
  if (!backend) throw inconclusive(`cannot tell which service in manifests.${name} is the backend`)
  const database = serviceFor('database', services, config)
  const maxConnections = knownOr(() => database && maxConnectionsOf(database))
  const replicas = knownOr(() => replicasOf(backend))
  const values = pairsOf(backend.written.environment).map(providedValue)
  const { plain, references } = sorted(Object.fromEntries(values))
  const others = services.filter((each) => each !== backend)
  const fromFile = backend.written.env_file === undefined ? [] : example
  return {
    name,
    plain,
    copied: copiedOf(backend),
    references: [...references, ...fromFile],
    beside: Object.fromEntries(others.map((each) => [each.name, plainOf(each)])),
    images: [],
    ports: [],
    regions: [],
    ...(replicas === undefined ? {} : { maxInstances: { count: replicas, from: 'replicas' } }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
    pools: poolsOf(others, config),
    isNamed: named !== undefined,
    pooler: poolerOf(backend, services),
    openings: [],
    problems: [],
    unknown: [],
    elsewhere: unreadOf(backend, example),
  }
}

/** Where variables of a service are that are not read. */
function unreadOf({ written }: ComposeService, example: readonly string[]): string[] {
  const isUnread = written.env_file !== undefined && example.length === 0
  const base = extendsElsewhere(written) ? ['variables of the service that it extends'] : []
  return isUnread ? [...base, 'variables in its env_file'] : base
}

/** Stands for what Compose refuses to start without; no file contains it. */
const refusal = '\u0000'

/**
 * The backend's variables for which Compose refuses to start: with `${NAME:?}` in their value, and
 * no NAME among those that are given.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the file cannot be read
 */
export function refusedVariables(
  text: string,
  { config, given }: { config: TargetConfig; given: readonly string[] },
): string[] {
  const { services } = readCompose(text, 'manifests.compose')
  const backend = serviceFor('backend', services, config)
  const values = Object.fromEntries(given.map((each) => [each, 'given']))
  return pairsOf(backend?.written.environment)
    .filter(([, value]) => substitute(String(value ?? ''), values, refusal).text.includes(refusal))
    .map(([variable]) => variable)
}
