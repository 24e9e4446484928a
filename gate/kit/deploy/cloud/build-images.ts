/** Images that the steps of a build create, tag and push. Pure. */
import { basename } from 'node:path'
import { repositoryOf } from './platform.ts'
import type { Words } from './shell.ts'

export interface BuiltImages {
  built: string[]
  /** Images that are pushed to a registry. */
  pushed: string[]
}

/** The values of flags, written `--flag value` or `--flag=value`. */
function values(words: Words, ...flags: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (flags.includes(word)) return words[at + 1] ?? []
    const flag = flags.find((each) => word.startsWith(`${each}=`))
    return flag === undefined ? [] : word.slice(flag.length + 1)
  })
}

const none: BuiltImages = { built: [], pushed: [] }

/** What `--output` of a build says when the image goes to a registry at once. */
const registryOutput = /type=registry|push=true/

function ofDocker(words: Words): BuiltImages & { tagged?: [from: string, to: string] } {
  const [, ...all] = words
  const rest = all[0] === 'image' || all[0] === 'buildx' ? all.slice(1) : all
  const at = rest.findIndex((word) => !word.startsWith('-'))
  const places = rest.slice(at + 1).filter((word) => !word.startsWith('-'))
  switch (rest[at]) {
    case 'build': {
      const built = values(rest, '-t', '--tag')
      const isPushed = rest.some((word) => word === '--push' || registryOutput.test(word))
      return { built, pushed: isPushed ? built : [] }
    }
    case 'push':
      return { built: [], pushed: places }
    case 'tag': {
      const [from = '', to = ''] = places
      return { ...none, tagged: [from, to] }
    }
    default:
      return none
  }
}

function ofCommand(words: Words): BuiltImages {
  const program = basename(words[0] ?? '')
  if (program === 'kaniko' || program === 'executor') {
    const images = values(words, '--destination', '-d')
    return { built: images, pushed: images }
  }
  if (program === 'gcloud' && words.includes('builds') && words.includes('submit')) {
    const images = values(words, '--tag', '-t')
    return { built: images, pushed: images }
  }
  if (program === 'pack' && words.includes('build')) {
    const built = words.slice(words.indexOf('build') + 1, words.indexOf('build') + 2)
    return { built, pushed: words.includes('--publish') ? built : [] }
  }
  return program === 'docker' ? ofDocker(words) : none
}

/** The images that commands build and push; `docker tag` adds a name to an image. */
export function imagesIn(commands: readonly Words[]): BuiltImages {
  const built: string[] = []
  const pushed: string[] = []
  for (const words of commands) {
    const found = ofCommand(words)
    built.push(...found.built)
    pushed.push(...found.pushed)
    if (basename(words[0] ?? '') !== 'docker') continue
    const { tagged: [from = '', to = ''] = [] } = ofDocker(words)
    if (built.some((image) => repositoryOf(image) === repositoryOf(from))) built.push(to)
  }
  return { built, pushed }
}

const isOpen = (part: string) => part.includes('$')

/** Whether two images may be the same for some values of their variables. */
export function canBeOne(one: string, other: string): boolean {
  const [mine, theirs] = [one, other].map((image) => repositoryOf(image).split('/'))
  const ends = [[mine?.[0], theirs?.[0]] as const, [mine?.at(-1), theirs?.at(-1)] as const]
  const differs = ends.some(([a = '', b = '']) => !isOpen(a) && !isOpen(b) && a !== b)
  const names = (image: string) => [...image.matchAll(/\$\{(\w+)/g)].map(([, name]) => name).sort()
  const isSame = names(repositoryOf(one)).join() === names(repositoryOf(other)).join()
  // What a command prints may be anything.
  const isPrinted = [one, other].some((image) => repositoryOf(image).includes('$('))
  return !differs && (isPrinted || !isSame)
}

/**
 * Whether an image that is about to be deployed lies only where it was built: a command builds it,
 * and none pushes it, or does with it what cannot be seen here.
 * @param before the commands until then
 */
export function isUnpushed(image: string, before: readonly Words[]): boolean {
  const { built, pushed } = imagesIn(before)
  const repository = repositoryOf(image)
  const isSame = (other: string) => repositoryOf(other) === repository
  const others = before.filter(([program = '']) => basename(program) !== 'docker').flat()
  if (others.some((word) => word.includes(repository))) return false
  return built.some(isSame) && !pushed.some((each) => isSame(each) || canBeOne(each, image))
}

/** The variables of Cloud Build whose values are neither each other's nor a word. */
const ownVariables = /\$\{(?:COMMIT_SHA|REVISION_ID|SHORT_SHA|BUILD_ID)\}/g
const commit = /\$\{REVISION_ID\}/g

/** The tag of an image; undefined for a digest. */
function tagOf(image: string): string | undefined {
  if (image.includes('@')) return undefined
  return /:([^/:]*)$/.exec(image)?.[1] ?? 'latest'
}

/** An image with the tag that it has if none is written. */
const withTag = (image: string) => `${repositoryOf(image)}:${tagOf(image) ?? image}`

/** Whether two tags may be one for some values of their variables. */
function canBeTag(one: string, other: string): boolean {
  const [mine, theirs] = [one, other].map((tag) => tag.replace(commit, `\${COMMIT_SHA}`))
  const areKnown = [mine, theirs].every((tag) => !tag?.replace(ownVariables, '').includes('$'))
  return mine === theirs || !areKnown
}

/**
 * The tags that a build makes of an image's repository, if that which is deployed is none of them:
 * an older build of it is deployed. Undefined if it may be one, or if another command tags it.
 * @param before the commands until then
 */
export function tagsBeside(image: string, before: readonly Words[]): string[] | undefined {
  const repository = repositoryOf(image)
  const tag = tagOf(image)
  if (tag === undefined || repository.includes('$(')) return undefined
  const { built } = imagesIn(before)
  const tags = built
    .filter((each) => repositoryOf(each) === repository)
    .map((each) => tagOf(each) ?? tag)
  if (tags.length === 0 || tags.some((each) => canBeTag(each, tag))) return undefined
  const others = before.filter(([program = '', group]) => {
    const name = basename(program)
    return name !== 'docker' && !(name === 'gcloud' && group === 'run')
  })
  const named = others.flat().flatMap((word) => word.split(/[\s=,'"]/))
  const isNamed = named.some((word) => withTag(word) === withTag(image))
  return isNamed ? undefined : [...new Set(tags)]
}

/** The images of a deployment compared with those of the build. */
export interface Comparison {
  /** Every occurrence of the backend's image; all images if they do not match. */
  images: string[]
  unknown: string[]
}

/** The image that a command prints, where it is asked about one of the build. */
function printed(image: string, known: readonly string[]): string {
  if (!image.startsWith('$(')) return image
  return known.find((each) => image.includes(repositoryOf(each))) ?? image
}

/**
 * @param all images of the backend
 * @param others images of other deployments
 */
export function compared(
  all: readonly string[],
  others: readonly string[],
  { built, pushed }: BuiltImages,
): Comparison {
  const deployed = all.map((image) => printed(image, [...pushed, ...built]))
  const elsewhere = new Set(others.map(repositoryOf))
  const wanted = new Set(deployed.map(repositoryOf))
  const unknown: string[] = []
  const images: string[] = []
  for (const made of [built, pushed]) {
    const left = made.filter((image) => {
      const repository = repositoryOf(image)
      return !elsewhere.has(repository) || wanted.has(repository)
    })
    const same = left.filter((image) => wanted.has(repositoryOf(image)))
    const isFound = [...wanted].every((each) => left.some((image) => repositoryOf(image) === each))
    const doubt = left.find((image) => deployed.some((each) => canBeOne(each, image)))
    if (!isFound && doubt !== undefined)
      unknown.push(`cannot tell whether ${deployed[0]} is ${doubt}`)
    images.push(...(isFound || doubt !== undefined ? same : left))
  }
  return { images: [...images, ...deployed], unknown: [...new Set(unknown)] }
}
