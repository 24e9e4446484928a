/** The times of a rolling update in a trial: seconds where the deployment has minutes. */
import { mapOf } from '#gate/yaml-map.ts'
import type { ComposeService } from '../compose/compose-file.ts'
import { substitute } from '../compose/substitution.ts'
import { durationSeconds } from '../run-settings.ts'
import { docker } from './docker-command.ts'
import type { UpdatePolicy } from './update-policy.ts'

/** How a deployment notices that a replica is not well. */
export interface HealthTimes {
  intervalS: number
  /** So many failures in a row are a verdict. */
  retries: number
}

/** Docker's defaults (docs.docker.com/reference/dockerfile, HEALTHCHECK). */
const byDefault: HealthTimes = { intervalS: 30, retries: 3 }
const nanosecondsPerSecond = 1e9

export interface TrialTimes {
  updateDelayS: number
  healthIntervalS: number
  startPeriodS: number
  monitorS: number
  /**
   * How long after its start the health check first finds a replica ill, if it is so from its
   * start; undefined where nothing looks at its health.
   */
  firstVerdictS: number | undefined
}

/** The guide has a delay of 10 s and health checks every 30 s. */
const shortened = { healthIntervalS: 2, startPeriodS: 60 }
const longestDelayS = 2
/** Longer than the first verdict takes by this, a monitoring time only makes a trial longer. */
const spareS = 4

/**
 * The monitoring time keeps its ratio to the interval of the health checks, as it has to be longer
 * than these take. The delay is never longer than the deployment's: an edge that still sends to the
 * replica before would be forgiven.
 */
export function trialTimes(
  { delayS, monitorS }: Pick<UpdatePolicy, 'delayS' | 'monitorS'>,
  health: HealthTimes | undefined,
): TrialTimes {
  const { intervalS, retries } = health ?? byDefault
  const firstVerdictS = shortened.healthIntervalS * retries
  const inProportion = (monitorS * shortened.healthIntervalS) / intervalS
  return {
    ...shortened,
    updateDelayS: Math.min(delayS, longestDelayS),
    monitorS: Math.min(inProportion, firstVerdictS + spareS),
    firstVerdictS: health && firstVerdictS,
  }
}

const textOf = (value: unknown): string => substitute(String(value)).text

interface ImageHealth {
  Test?: string[]
  Interval?: number
  Retries?: number
}

/** The health check that an image brings; undefined if it has none. */
async function ofImage(image: string): Promise<HealthTimes | undefined> {
  const args = ['inspect', '--format', '{{json .Config.Healthcheck}}', image]
  const { Test = [], Interval, Retries } = (JSON.parse(await docker(args)) ?? {}) as ImageHealth
  if (Test.length === 0 || Test[0] === 'NONE') return undefined
  return {
    intervalS: Interval ? Interval / nanosecondsPerSecond : byDefault.intervalS,
    retries: Retries || byDefault.retries,
  }
}

/**
 * What a stack file says of its service's health check, over what the image says, over Docker's
 * defaults.
 * @param written `healthcheck` of the file
 * @param ofImage undefined for an image without a health check
 * @returns undefined if nothing looks at the service's health, or only the operator knows how often
 */
export function healthTimesOf(
  written: unknown,
  ofImage: HealthTimes | undefined,
): HealthTimes | undefined {
  const { test, disable, interval, retries } = mapOf(written)
  const isOff = disable === true || test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE')
  if (isOff || (test === undefined && ofImage === undefined)) return undefined
  const { intervalS, retries: tries } = ofImage ?? byDefault
  const times = {
    intervalS: interval === undefined ? intervalS : durationSeconds(textOf(interval)),
    retries: retries === undefined ? tries : Number(textOf(retries)),
  }
  const isKnown = Boolean(times.intervalS) && times.retries > 0
  return isKnown ? (times as HealthTimes) : undefined
}

/** The same of a service that runs an image that is here. */
export async function healthTimes(
  { written }: ComposeService,
  image: string,
): Promise<HealthTimes | undefined> {
  return healthTimesOf(written.healthcheck, await ofImage(image))
}
