/** Composes the environment with which a target starts: data in, data out. */
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { addressEntries, addressQueries } from '#gate/contract/backing.ts'
import type { AddressVariables, Mode, SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { read, written } from '#gate/contract/units.ts'
import { parameterOf, valueOfSetting, withParameter } from '#gate/contract/url-parameter.ts'
import { unverified } from '#gate/errors.ts'
import { asWanted, partsOf } from './address-parts.ts'
import { allowedValue } from './least-values.ts'
import {
  hasOwnNetwork,
  isContained,
  listeningEnvironment,
  machineEnvironment,
} from './listening.ts'
import { asMailAddress } from './mail-address.ts'
import { raisedRate } from './rate.ts'

/** What a check changes for a start. `null` unsets. */
export type Overrides = Partial<Record<SettingName, string | null>> & {
  mode?: Mode
  /** `deployed` for the limits of requests as production has them. Default: they are lifted. */
  limits?: 'deployed'
  /** By variable, for those without a setting name. */
  variables?: Record<string, string | null>
  postgresUrl?: string
  redisUrl?: string
}

/** What differs from deployment to deployment. */
export interface Deployment {
  postgresUrl?: string
  redisUrl?: string
  /** Free ports besides the one of the start, by variable. Default: it needs none. */
  ports?: Readonly<Record<string, string>>
  /** Values of secret variables, by variable. */
  secrets: Readonly<Record<string, string>>
}

/** The settings with a secret that every deployment has. */
const secretSettings: readonly SettingName[] = ['secretKey', 'jwtSecretKey']

/** A key like the guide's first generator makes: 32 random bytes in base64. */
export function generatedKey(): string {
  return randomBytes(32).toString('base64')
}

/** A key like the guide's second generator makes: 32 random bytes in URL-safe base64. */
export function generatedUrlSafeKey(): string {
  return randomBytes(32).toString('base64url')
}

/** The variables of a target that hold secrets, each once: one may have several names of ours. */
export function secretVariables(config: TargetConfig): string[] {
  const known = secretSettings.flatMap((name) => config.settings?.[name] ?? [])
  return [...new Set([...known, ...(config.secrets ?? [])])]
}

/**
 * A secret for every secret variable: a fresh one, but for those of `secrets` that the config gives
 * a value, which its requests may have to send.
 */
export function generateSecrets(config: TargetConfig): Record<string, string> {
  const { secrets = [], environment } = config
  const given: Record<string, string> = { ...environment?.always, ...environment?.production }
  const own = secretSettings.map((name) => config.settings?.[name])
  const marked = secrets.filter((name) => !own.includes(name))
  const givenTo = (name: string) => (marked.includes(name) ? given[name] : undefined)
  return Object.fromEntries(
    secretVariables(config).map((name) => [name, givenTo(name) ?? generatedKey()]),
  )
}

/**
 * The target's variable for a setting of ours.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config names none
 */
export function variableOf(config: TargetConfig, name: SettingName): string {
  const variable = config.settings?.[name]
  if (variable === undefined) throw unverified({ missing: [`settings.${name}`] })
  return variable
}

/**
 * The value of a setting in production, in our unit; undefined if the backend's default is used, or
 * the config does not say how to read it.
 */
export function deployedValue(config: TargetConfig, name: SettingName): string | undefined {
  const variable = config.settings?.[name]
  const { always, production } = config.environment ?? {}
  const given = { ...addressQueries(config.backing), ...always, ...production }
  const value = variable === undefined ? undefined : valueOfSetting(given, variable)
  return value === undefined ? undefined : read(config.units, name, value)
}

/** Enough to show what differs between two workers; more show the same and take longer to start. */
const fewestWorkers = 2

/**
 * As many workers as this machine has processors, and at least two, if production has more and the
 * overrides do not say how many. Nothing if the config does not say how many production has.
 */
export function fewerWorkers(config: TargetConfig, overrides: Overrides): Overrides {
  if (overrides.mode === 'development' || overrides.workers !== undefined) return {}
  const most = Math.max(fewestWorkers, availableParallelism())
  return Number(deployedValue(config, 'workers')) > most ? { workers: String(most) } : {}
}

/**
 * Spreads an address over the variables that the target takes it from.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if a malformed one has no parts
 */
export function addressEnvironment(
  variables: AddressVariables | undefined,
  url: string | undefined,
): Record<string, string> {
  if (variables === undefined || url === undefined) return {}
  if (typeof variables === 'string') return { [variables]: asWanted(url, variables) }
  const parts = partsOf(asWanted(url, variables))
  return Object.fromEntries(addressEntries(variables).map(([part, name]) => [name, parts[part]]))
}

/**
 * What a limit is raised to: checks log in more often than people, and send far more requests if it
 * counts all of them.
 */
const raisedTo = { login: 1_000, all: 1_000_000 }

/** Variables that lift the limits of requests; checks of a limit itself set `limits`. */
function liftedLimits(config: TargetConfig, mode: Mode): Record<string, string> {
  const { always, production, development } = config.environment ?? {}
  const login = config.settings?.loginRateLimit
  const most = raisedTo[config.rateLimits?.login?.scope ?? 'login']
  const of = { ...always, ...(mode === 'production' ? production : development) }
  const raised = (variable: string) =>
    config.units?.loginRateLimit === undefined
      ? raisedRate(of[variable], most)
      : written(config.units, 'loginRateLimit', String(most))
  return {
    ...(login === undefined ? {} : { [login]: raised(login) }),
    ...config.rateLimits?.lifted,
  }
}

const notSettings: ReadonlySet<string> = new Set([
  'mode',
  'limits',
  'variables',
  'postgresUrl',
  'redisUrl',
])

/** The overrides without settings that the target lacks. */
export function supported(config: TargetConfig, overrides: Overrides): Overrides {
  const entries = Object.entries(overrides).filter(
    ([name]) => notSettings.has(name) || config.settings?.[name as SettingName] !== undefined,
  )
  return Object.fromEntries(entries)
}

/** The overrides without settings whose variable a later one sets, too. */
export function lastOfEach(config: TargetConfig, overrides: Overrides): Overrides {
  const entries = Object.entries(overrides)
  const variableAt = (index: number) => config.settings?.[entries[index]?.[0] as SettingName]
  const kept = entries.filter((_, index) => {
    const variable = variableAt(index)
    const later = entries.slice(index + 1).map((_each, at) => variableAt(index + 1 + at))
    return variable === undefined || !later.includes(variable)
  })
  return Object.fromEntries(kept)
}

/** Thrown where a check needs different values of settings that are one variable. */
function oneVariable(config: TargetConfig, variable: string) {
  const names = Object.entries(config.settings ?? {}).filter(([, each]) => each === variable)
  const list = names.map(([name]) => `"settings.${name}"`).join(' and ')
  return unverified({
    because: `${list} are one variable, ${variable}: this check needs different values of them`,
    hint: 'name separate variables if the backend has them',
  })
}

/** The variable that two settings share; undefined if they do not. */
export function sharedVariable(
  { settings }: TargetConfig,
  one: SettingName,
  other: SettingName,
): string | undefined {
  const variable = settings?.[one]
  return variable !== undefined && variable === settings?.[other] ? variable : undefined
}

function overridesByVariable(config: TargetConfig, overrides: Overrides) {
  const given = Object.entries(overrides).filter(([name]) => !notSettings.has(name))
  const values = asMailAddress(config, Object.fromEntries(given))
  const settings = Object.entries(values).map(([key, value]) => {
    const name = key as SettingName
    const own =
      typeof value === 'string'
        ? written(config.units, name, allowedValue(config, name, value))
        : value
    return [variableOf(config, name), own] as const
  })
  for (const [variable, value] of settings) {
    const others = settings.filter((other) => other[0] === variable && other[1] !== value)
    if (others.length > 0) throw oneVariable(config, variable)
  }
  return [...settings, ...Object.entries(overrides.variables ?? {})] as [string, string | null][]
}

/**
 * The variables that an image or a compose file must not set: those that the overrides unset, and
 * in development all settings, as what these files say is a deployment's.
 */
export function unsetVariables(config: TargetConfig, overrides: Overrides): string[] {
  const entries = overridesByVariable(config, overrides)
  const unset = entries.flatMap(([name, value]) => (value === null ? [name] : []))
  const deployed = overrides.mode === 'development' ? Object.values(config.settings ?? {}) : []
  return [...new Set([...unset, ...deployed])].filter((name) => !parameterOf(name))
}

/** Sets a variable, or a parameter of the address in one; `null` unsets it. */
function give(environment: Record<string, string>, name: string, value: string | null): void {
  const place = parameterOf(name)
  if (place) {
    const address = environment[place.variable]
    if (address === undefined) return
    environment[place.variable] = withParameter(address, place.parameter, value)
  } else if (value === null) delete environment[name]
  else environment[name] = value
}

/**
 * The whole environment of a start: the system's least, the mode's variables, backing services,
 * secrets (in production), the port, and last the overrides. Only PATH, HOME and LANG come from the
 * gate's own environment; a container has those of its image.
 */
export function composeEnvironment(
  config: TargetConfig,
  deployment: Deployment,
  overrides: Overrides,
  port: number,
): Record<string, string> {
  const mode = overrides.mode ?? 'production'
  const { launch, backing, environment } = config
  const result = isContained(launch) ? {} : machineEnvironment()
  Object.assign(
    result,
    environment?.always,
    mode === 'production' ? environment?.production : environment?.development,
    addressEnvironment(backing?.postgres, overrides.postgresUrl ?? deployment.postgresUrl),
    addressEnvironment(backing?.redis, overrides.redisUrl ?? deployment.redisUrl),
    mode === 'production' ? deployment.secrets : {},
  )
  if (overrides.limits !== 'deployed') Object.assign(result, liftedLimits(config, mode))
  if (hasOwnNetwork(launch)) Object.assign(result, config.container?.environment)
  Object.assign(result, listeningEnvironment(launch, port), deployment.ports)
  for (const [name, value] of overridesByVariable(config, overrides)) {
    if (value !== undefined) give(result, name, value)
  }
  return result
}
