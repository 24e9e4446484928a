/** Which claims a config cannot support, and what it would have to say: foreseen, not found out. */
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { givenBy } from '#gate/contract/services.ts'
import { attachedTarget, type PreflightError, unverified } from '#gate/errors.ts'
import { notOurs } from '#gate/stack/given/engine.ts'
import { deployedValue } from '#gate/system/environment.ts'
import { isContained } from '#gate/system/listening.ts'
import { notApplicableReason, operationsLeftOut } from '#gate/system/load-target.ts'
import { registersItself } from '#gate/system/registration.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { claimById, isClaimId } from '#guide/index.ts'
import { laterNeedsOf, needsOf } from '#guide/needs/index.ts'
import { type Need, type Needs, started } from '#guide/needs/need.ts'
import { claimsOfManyOperations } from '#guide/optional-operations.ts'

/** Keys of which any one would do. */
export type Missing = readonly string[]

/** A claim that cannot be verified as the config stands. */
export interface Foreseen {
  id: string
  /** In the order in which its check asks for them; all are needed. */
  missing: readonly Missing[]
  /** Whether its check judges something before it asks for them: then the claim may fail. */
  isLate: boolean
}

/** What a config could say to make claims verifiable. */
export interface Unlocking {
  /** Any one of them; several only if they serve the same needs. */
  keys: readonly string[]
  /** How many claims it makes verifiable with nothing else added. */
  alone: number
  /** How many claims lack it. */
  of: number
}

/** `environment.production.{corsOrigins}`: the value of that setting's variable in production. */
const deployed = /^environment\.production\.\{(\w+)\}$/

/** The setting whose deployed value a key stands for. */
function deployedSetting(key: string): SettingName | undefined {
  return deployed.exec(key)?.[1] as SettingName | undefined
}

function isSaid(config: TargetConfig, key: string): boolean {
  if (key === started) return config.launch.kind !== 'attached'
  // The image of the launch is the image that the claims speak of.
  if (key === 'manifests.dockerfile' && isContained(config.launch)) return true
  const setting = deployedSetting(key)
  if (setting !== undefined) return (deployedValue(config, setting) ?? '').trim() !== ''
  if (key === 'admin' && registersItself(config)) return true
  const value = key.split('.').reduce<unknown>((at, name) => Object(at)[name], config)
  return value !== undefined
}

/** A key as an error names it. */
function named(key: string, { settings }: Pick<TargetConfig, 'settings'> = {}): string {
  const setting = deployedSetting(key)
  if (setting === undefined) return key
  return `environment.production.${settings?.[setting] ?? `(variable of settings.${setting})`}`
}

/** A need for somebody without a config: `admin or commands.createAdmin`. */
export function needText(need: Need): string {
  return [need]
    .flat()
    .map((key) => named(key))
    .join(' or ')
}

function missingOf(config: TargetConfig, needs: Needs): Missing[] {
  return needs
    .map((need) => [need].flat())
    .filter((keys) => !keys.some((key) => isSaid(config, key)))
    .map((keys) => keys.map((key) => named(key, config)))
}

/** The needs of a claim, without the operations that it is verified without. */
function applying(config: TargetConfig, id: string, needs: Needs): Needs {
  if (!claimsOfManyOperations.includes(id)) return needs
  const leftOut = operationsLeftOut(config)
  return needs.filter((need) => ![need].flat().some((key) => Object.hasOwn(leftOut, key)))
}

/**
 * What a claim always needs and a config does not say, in the order in which its check asks for it.
 * A claim that does not apply needs nothing.
 */
export function missingNeeds(config: TargetConfig, id: string): Missing[] {
  const needsNothing = !isClaimId(id) || notApplicableReason(config, id) !== undefined
  return needsNothing ? [] : missingOf(config, applying(config, id, needsOf(id)))
}

/** Claims whose checks want a server of their own for some settings alone, and ask for it then. */
const sometimesOwn: readonly string[] = [
  'configuration.settings-effective',
  'configuration.placeholders-refused',
  'configuration.secrets-not-exposed',
  'http.errors-say-nothing',
]

/** The server that a claim's check stops, configures or counts, but that the config gives. */
function neededOwn(config: TargetConfig, id: string): 'postgres' | 'redis' | undefined {
  if (!isClaimId(id) || config.launch.kind === 'attached') return undefined
  if (notApplicableReason(config, id) !== undefined || sometimesOwn.includes(id)) return undefined
  const { services = [] } = claimById(id) as AnyClaim
  return (['postgres', 'redis'] as const).find(
    (kind) => services.includes(kind) && givenBy(config.services, kind) !== undefined,
  )
}

/**
 * The error that makes a claim unverified for want of a key, or of a server that may be stopped;
 * undefined if it has all it needs.
 */
export function unmetNeed(config: TargetConfig, id: string): PreflightError | undefined {
  const [missing] = missingNeeds(config, id)
  const own = neededOwn(config, id)
  if (missing === undefined) return own && notOurs(own)
  return missing.includes(started) ? attachedTarget() : unverified({ missing })
}

/** The claims among these that cannot be verified. */
export function foreseen(config: TargetConfig, claims: readonly { id: string }[]): Foreseen[] {
  return claims.flatMap(({ id }) => {
    if (!isClaimId(id) || notApplicableReason(config, id) !== undefined) return []
    const first = missingNeeds(config, id)
    const missing = [...first, ...missingOf(config, applying(config, id, laterNeedsOf(id)))]
    return missing.length === 0 ? [] : [{ id, missing, isLate: first.length === 0 }]
  })
}

/** Of the claims that lack no key those that cannot be verified because a server is given. */
export function onGivenServers(
  config: TargetConfig,
  claims: readonly { id: string }[],
  lacking: readonly Foreseen[],
): { id: string; given: string }[] {
  const known = new Set(lacking.map(({ id }) => id))
  return claims.flatMap(({ id }) => {
    const own = known.has(id) ? undefined : neededOwn(config, id)
    return own === undefined ? [] : [{ id, given: `services.${own}` }]
  })
}

/** Whether saying a key meets a need: the key is named, or is part of what is named. */
function meets(key: string, missing: Missing): boolean {
  return missing.some((each) => key === each || key.startsWith(`${each}.`))
}

/**
 * What would make most claims verifiable: first by the number of claims that it unlocks alone, then
 * by the number that lack it.
 */
export function unlocking(config: TargetConfig, claims: readonly { id: string }[]): Unlocking[] {
  const all = foreseen(config, claims)
  const keys = [...new Set(all.flatMap(({ missing }) => missing.flat()))]
  // A part says the whole, too.
  const smallest = keys.filter((key) => !keys.some((other) => other.startsWith(`${key}.`)))
  const needsMetBy = (key: string) => {
    const met = all.flatMap(({ missing }) => missing.filter((need) => meets(key, need)))
    return [...new Set(met.map((need) => need.join()))].sort().join(' ')
  }
  const ranked = [...Map.groupBy(smallest, needsMetBy).values()].map((alike): Unlocking => {
    const [key = ''] = alike
    const lacking = all.filter(({ missing }) => missing.some((need) => meets(key, need)))
    const alone = lacking.filter(({ missing }) => missing.every((need) => meets(key, need)))
    return { keys: alike, alone: alone.length, of: lacking.length }
  })
  return ranked.sort((one, other) => other.alone - one.alone || other.of - one.of)
}
