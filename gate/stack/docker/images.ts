/** Which image each service runs from: a setting, a default, or our stand-in. */

import { messageOf, PreflightError } from '#gate/errors.ts'
import { within } from '#gate/host/process/wait.ts'
import { howToGetDocker } from '#gate/installation.mjs'
import type { ServiceChoices, ServiceKind } from '../types.ts'
import { dockerClient } from './daemon.ts'

/** Pulls that take longer are given up; without a registry they fail at once. */
const pullTimeoutMs = 180_000

/** Images that can be pulled, and stand-ins that `scripts/images` builds from Debian's packages. */
const known: Record<ServiceKind, { image: string; standIn: string }> = {
  postgres: { image: 'postgres:15-alpine', standIn: 'preflight/postgres:15' },
  redis: { image: 'redis:7-alpine', standIn: 'preflight/redis:7' },
  nginx: { image: 'nginx:alpine', standIn: 'preflight/nginx:1.22' },
  pgbouncer: { image: 'edoburu/pgbouncer:latest', standIn: 'preflight/pgbouncer:1.18' },
  toxiproxy: { image: 'ghcr.io/shopify/toxiproxy:2.5.0', standIn: 'preflight/toxiproxy:2.5' },
}

const kinds = Object.keys(known) as ServiceKind[]

/** The image of Valkey, which no image of Redis may stand in for. */
const valkeyImage = 'valkey/valkey:8-alpine'

/** The image of another server than the default, where the config asks for one. */
function otherImage(kind: ServiceKind, choices: ServiceChoices): string | undefined {
  const { postgresMajor = 15, redisProgram = '', images } = choices
  if (kind === 'postgres') {
    return (
      images?.postgres ?? (postgresMajor === 15 ? undefined : `postgres:${postgresMajor}-alpine`)
    )
  }
  if (kind !== 'redis') return undefined
  return images?.redis ?? (/valkey[^/]*$/.test(redisProgram) ? valkeyImage : undefined)
}

/** The image that is wanted: `PREFLIGHT_IMAGE_<KIND>`, the config's, or the default. */
function wantedImage(kind: ServiceKind, choices: ServiceChoices = {}): string {
  const given = process.env[`PREFLIGHT_IMAGE_${kind.toUpperCase()}`]
  return given || otherImage(kind, choices) || known[kind].image
}

export function standInImage(kind: ServiceKind): string {
  return known[kind].standIn
}

/** Whether every service could start now, without a pull. Never throws. */
export async function imagesAtHand(choices: ServiceChoices = {}): Promise<boolean> {
  try {
    const present = await Promise.all(kinds.map((kind) => presentImage(kind, choices)))
    return present.every((image) => image !== undefined)
  } catch {
    return false
  }
}

/** The image a service would start from without a pull: `none` if there is not any. */
export async function imageReport(
  kind: ServiceKind,
  choices: ServiceChoices = {},
): Promise<string> {
  const wanted = wantedImage(kind, choices)
  const image = await presentImage(kind, choices)
  if (image === undefined) return `${wanted} (not pulled yet)`
  return image === wanted ? image : `${image} (stands in for ${wanted})`
}

/** One attempt per image and process; later calls get the same answer. */
const pulls = new Map<string, Promise<Error | undefined>>()

/**
 * An image that is wanted, or else its stand-in: pulls it if it is missing, once.
 * @throws PREFLIGHT_E_STACK if it is neither present nor pullable and has no stand-in
 */
export async function availableImage(image: {
  wanted: string
  standIn: string
  /** What it is for, for the error. */
  purpose?: string
}): Promise<string> {
  const { wanted, standIn, purpose = wanted } = image
  if (await isPresent(wanted)) return wanted
  const attempt = pulls.get(wanted) ?? pull(wanted)
  pulls.set(wanted, attempt)
  const failure = await attempt
  if (failure === undefined) return wanted
  if (await isPresent(standIn)) return standIn
  throw new PreflightError(
    'PREFLIGHT_E_STACK',
    `no image for ${purpose}: ${wanted} is not present and cannot be pulled: ${failure.message}`,
    {
      cause: failure,
      hint: howToGetDocker,
    },
  )
}

/** The image to start a service from. @throws as `availableImage` */
export async function resolveImage(
  kind: ServiceKind,
  choices: ServiceChoices = {},
): Promise<string> {
  const wanted = wantedImage(kind, choices)
  const images = { wanted, standIn: standInFor(kind, choices) ?? wanted }
  return await availableImage({ ...images, purpose: kind })
}

/**
 * An image that has no stand-in: pulls it if it is missing, once.
 * @returns why there is none; undefined if it is there
 */
export async function presentOrPulled(image: string): Promise<Error | undefined> {
  if (await isPresent(image)) return undefined
  const attempt = pulls.get(image) ?? pull(image)
  pulls.set(image, attempt)
  return await attempt
}

/** Of another server than the default there is no stand-in. */
function standInFor(kind: ServiceKind, choices: ServiceChoices): string | undefined {
  return otherImage(kind, choices) === undefined ? standInImage(kind) : undefined
}

async function presentImage(
  kind: ServiceKind,
  choices: ServiceChoices,
): Promise<string | undefined> {
  const wanted = wantedImage(kind, choices)
  if (await isPresent(wanted)) return wanted
  const standIn = standInFor(kind, choices)
  return standIn !== undefined && (await isPresent(standIn)) ? standIn : undefined
}

async function isPresent(image: string): Promise<boolean> {
  const { dockerode } = (await dockerClient()).container
  try {
    await dockerode.getImage(image).inspect()
    return true
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false
    throw error
  }
}

/** Resolves with the reason if it failed. */
async function pull(image: string): Promise<Error | undefined> {
  const { dockerode } = (await dockerClient()).container
  try {
    await within(`the pull of ${image}`, pullTimeoutMs, async () => {
      const progress = await dockerode.pull(image)
      await new Promise<void>((resolve, reject) => {
        dockerode.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()))
      })
    })
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error))
  }
}
