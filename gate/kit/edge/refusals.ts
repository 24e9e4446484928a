/** What it means that the nginx of this machine refuses a configuration of a deployment. */
import { posix } from 'node:path'
import { configRoot } from './deployed-nginx.ts'
import type { EdgeImage } from './edge-image.ts'
import type { EdgeService } from './edge-service.ts'
import type { NginxTree } from './nginx-tree.ts'
import { lineOf } from './places.ts'
import { type Placed, walk } from './tree.ts'
import {
  earlierNoveltyOf,
  isBefore,
  lastKnown,
  type Novelty,
  noveltyOf,
  removedIn,
  type Version,
  variableSince,
  versionIn,
  versionText,
} from './versions.ts'

export interface Deployment {
  tree: NginxTree
  image: EdgeImage
  service: EdgeService | undefined
  /** The version of nginx on this machine. */
  here: string
}

export interface Judgement {
  /** Whether the deployment's own nginx refuses it too. Else nobody here can say. */
  isRefused: boolean
  why: string
}

const refused = (why: string): Judgement => ({ isRefused: true, why })
const unclear = (why: string): Judgement => ({ isRefused: false, why })

const nameOf = ({ image }: EdgeImage) =>
  image === undefined ? 'the image of the deployment is not known' : `the deployment has ${image}`

/** Errors that come from this machine alone. */
const ofMachine = /bind\(\)|getpwnam|mkdir\(\)|still could not bind/

/**
 * The error with which nginx refuses a configuration, with paths as they are in the deployment;
 * undefined if it does not.
 * @param output what it printed
 */
export function nginxErrorOf(output: string): string | undefined {
  const errors = output.split('\n').filter((line) => line.includes('[emerg]'))
  const [first] = errors.filter((line) => !ofMachine.test(line))
  // The run's folder is that of nginx's own files; others are below `root` in it.
  const folder = /(?<=[\s"(])\/[^\s"]*\/nginx-[^\s"/]+\//g
  return first
    ?.replace(/^.*\[emerg\]\s*(\d+#\d+:\s*)?/, '')
    .replace(folder, `${configRoot}/`)
    .replaceAll(`${configRoot}/root/`, '/')
}

/** Whether an error is about how a text is written, which every version refuses. */
export const isSyntaxError = (error: string) =>
  /^(unexpected |directive "[^"]*" is not terminated)/.test(error)

/** What the deployment's version cannot have, or has no more. */
export function anachronisms({ tree, image }: Pick<Deployment, 'tree' | 'image'>): string[] {
  const { version } = image
  if (version === undefined) return []
  return [...walk(tree.directives)].flatMap((placed) => {
    const at = lineOf(placed.directive)
    const novelty = noveltyOf(placed) ?? earlierNoveltyOf(placed)
    if (novelty && isBefore(version, novelty.since)) {
      const since = versionText(novelty.since)
      return [`${novelty.what} at ${at} came with nginx ${since}; ${nameOf(image)}`]
    }
    const removed = removedIn(placed.directive)
    if (!removed || isBefore(version, removed)) return []
    const { name } = placed.directive
    return [`${name} at ${at} was removed in nginx ${versionText(removed)}; ${nameOf(image)}`]
  })
}

/** The directive that an error is about, if it names one or its line has one alone. */
function culprit(error: string, { tree }: Deployment): Placed | undefined {
  const [, quoted, leading] = /directive "([^"]+)"|"([^"]+)" directive/.exec(error) ?? []
  const name = quoted ?? leading
  const [, file, line] = /in (\S+):(\d+)$/.exec(error) ?? []
  const all = [...walk(tree.directives)]
  const onLine = all.filter(
    ({ directive }) => directive.file === file && String(directive.line) === line,
  )
  const word = /invalid (?:parameter|value) "([^"]+)"/.exec(error)?.[1]
  const named = onLine.filter(
    ({ directive }) =>
      directive.name === name || directive.args.some(({ value }) => value === word),
  )
  return named[0] ?? (onLine.length === 1 ? onLine[0] : undefined)
}

function asNovelty(
  error: string,
  deployment: Deployment,
): Pick<Novelty, 'what' | 'since'> | undefined {
  const variable = /unknown "([^"]+)" variable/.exec(error)?.[1]
  const since = variable && variableSince(variable)
  if (since) return { what: `$${variable}`, since }
  const placed = culprit(error, deployment)
  return placed && noveltyOf(placed)
}

/** Whether this machine's nginx knows all that the deployment's does. */
function knowsAsMuch({ image: { version, isStock }, here, tree }: Deployment): boolean {
  const mine = versionIn(here)
  const hasModules = [...walk(tree.directives)].some(
    ({ directive }) => directive.name === 'load_module',
  )
  if (!version || !mine || !isStock || hasModules) return false
  // Up to the last version of the tables, what is in none of them is in no nginx.
  return !isBefore(mine, version) || !isBefore(lastKnown, version.map(atMost) as unknown as Version)
}

/** A part that is not said stands for the latest there is: of 1.28 the tables know all. */
const atMost = (part: number) => (part === 999 ? 0 : part)

/** A file that is neither in the repository nor in the image, but may be in the deployment. */
function isElsewhere(path: string, { service, image }: Deployment): boolean {
  if (!service || !image.isStock) return true
  return service.service.mounts.some((mount) => path.startsWith(`${mount.replace(/\/$/, '')}/`))
}

/** Errors that may come from a version or modules that this machine lacks. */
const ofVersion = /unknown directive "|invalid parameter "|unknown "[^"]+" variable/

/** @param error as {@link nginxErrorOf} */
export function judgeRefusal(error: string, deployment: Deployment): Judgement {
  const { image, here } = deployment
  const host = /host not found in (.*)$/.exec(error)?.[1]
  if (host) return unclear(`a name of the deployment's network was looked up here: ${host}`)
  const missing =
    /"([^"]+)"(?: failed)? \(2: No such file|cannot load \S+ "([^"]+)".*No such file/.exec(error)
  const path = missing?.[1] ?? missing?.[2]
  if (path !== undefined && isElsewhere(posix.resolve(configRoot, path), deployment)) {
    return unclear(`${path} is in the deployment, if at all, and not here: ${error}`)
  }
  const novelty = asNovelty(error, deployment)
  if (novelty && !(image.version && isBefore(image.version, novelty.since))) {
    const since = versionText(novelty.since)
    return unclear(
      `nginx ${here} here does not know ${novelty.what}, which came with ${since}; ` +
        `${nameOf(image)}: ${error}`,
    )
  }
  if (!ofVersion.test(error) || knowsAsMuch(deployment)) return refused(error)
  return unclear(
    `nginx ${here} here refuses what another version or a module may know; ` +
      `${nameOf(image)}: ${error}`,
  )
}
