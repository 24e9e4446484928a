/** Images whose name keeps naming the same image. */
import type { YamlMap } from '#gate/yaml-map.ts'
import { unknown } from './resolved.ts'
import { substitute, type Values } from './substitution.ts'

const digest = /@sha256:[0-9a-f]{64}$/

/** Systems that an image is made of: their version is not the program's. */
const systems = new RegExp(
  `^(?:alpine|debian|ubuntu|bookworm|bullseye|buster|trixie|stretch|jammy|focal|noble|bionic|xenial
  |centos|rocky|rockylinux|alma|almalinux|fedora|rhel|redhat|ubi|el|oraclelinux|amazonlinux|al|suse
  |wolfi|chainguard|distroless|mariner|azurelinux|photon|busybox|scratch|windowsservercore
  |nanoserver|ltsc|musl|glibc|linux|cuda|cudnn)$`.replace(/\s+/g, ''),
)

/** Processors that an image is made for. */
const processors = new RegExp(
  `(?:^|[-_.])(?:x86[-_]64|x64|amd64|arm64(?:v8)?|arm32v\\d|armv\\d\\w*|armhf|aarch64|i386|ppc64le
  |s390x|riscv64)(?=$|[-_.])`.replace(/\s+/g, ''),
  'g',
)

/** Runtimes that a program is built on. */
const runtimes = /^(?:jdk|jre|java|openjdk|php|python|py|node|nodejs|ruby|perl|go|golang|dotnet)$/

/** Releases that a distribution names: of its own image they are the version. */
const distributions = /^(?:debian|ubuntu|buildpack-deps)$/
const releases =
  /^(?:bookworm|bullseye|buster|trixie|stretch|forky|jammy|focal|noble|bionic|xenial|plucky)$/

/** What moves to every new version, whatever else the tag says. */
const moving = /^(?:latest|current|lts|rolling|snapshot|next|canary|newest)$/

const exact = [
  // A whole version.
  /(?<![a-z0-9.])v?\d+\.\d+\.\d+/,
  // A day, a build's number or a commit.
  /(?<!\d)20\d{2}[-.]?(?:0[1-9]|1[0-2])[-.]?(?:[0-2]\d|3[01])(?!\d)/,
  /(?:^|[-_.])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?:$|[-_.])/,
  /(?:^|[-_.])[0-9a-f]{40}(?:$|[-_.])/,
]

/** The parts of a tag, each as its word and its number: `alpine3.20`, `1.28`. */
function partsOf(tag: string): { word: string; number: string }[] {
  const parts = tag.toLowerCase().replace(processors, '').split(/[-_+]/)
  return parts.map((part) => {
    const [, word = '', number = ''] = /^([a-z]*)\.?(\d[\w.]*)?/.exec(part) ?? []
    return { word, number }
  })
}

/** Whether the image is the runtime itself: its version is then the program's. */
function isNamedAfter(repository: string, word: string): boolean {
  return repository.split(/[-_/]/).some((part) => part !== '' && part.startsWith(word))
}

/**
 * Whether an image's name stays the same image: a digest, or a tag that names a version of the
 * program. The version of the system below it is none.
 */
export function isPinned(image: string): boolean {
  if (digest.test(image)) return true
  const [, repository = '', tag] =
    /^([^:]*)(?::([\w][\w.-]*))?$/.exec(image.split('/').at(-1) ?? '') ?? []
  if (tag === undefined) return false
  if (exact.some((pattern) => pattern.test(tag))) return true
  const parts = partsOf(tag)
  if (parts.some(({ word, number }) => moving.test(word) && number === '')) return false
  if (distributions.test(repository) && parts.some(({ word }) => releases.test(word))) return true
  let isSystems = false
  return parts.some(({ word, number }) => {
    // The version may stand behind the name: `debian-12`.
    const belongsToSystem = systems.test(word) || (word === '' && isSystems)
    isSystems = systems.test(word) && number === ''
    if (number === '' || belongsToSystem) return false
    return !runtimes.test(word) || isNamedAfter(repository, word)
  })
}

export interface WrittenImage {
  /** As far as it is known. */
  text: string
  /** Whether the operator chooses the version: a variable that has to be set says it. */
  isChosen: boolean
  isPinned: boolean
}

/** The image's name; undefined if a service has none. */
function nameOf(written: unknown, values: Values): string | undefined {
  return typeof written === 'string' ? substitute(written, values, unknown).text : undefined
}

/**
 * The image of a service; undefined if it has none.
 * @param written the value of `image`, variables and all
 */
export function imageOf(written: unknown, values: Values): WrittenImage | undefined {
  const text = nameOf(written, values)
  if (text === undefined) return undefined
  // What is behind the last slash; the tag of it, where it has one.
  const name = text.split('/').at(-1) ?? ''
  const version = /[:@](.*)$/.exec(name)?.[1] ?? name
  const isChosen = version.includes(unknown)
  return { text: text.replaceAll(unknown, '…'), isChosen, isPinned: isPinned(text) }
}

/** Where an image comes from: built by the file, fetched, or either. */
export type Origin = 'built' | 'fetched' | 'either'

/**
 * Where the images of a file come from. A service may start what another one builds. A name with
 * a registry or an owner before it may be pushed there, and fetched where it is started.
 * @param services with what they have, variables and all
 */
export function originsOf(
  services: readonly { name: string; written: YamlMap }[],
  values: Values,
): ReadonlyMap<string, Origin> {
  const builders = services.filter(({ written }) => written.build !== undefined)
  const built = new Set(builders.map(({ written }) => nameOf(written.image, values)))
  const origins = services.map(({ name, written }): [string, Origin] => {
    const image = nameOf(written.image, values)
    if (image === undefined || !built.has(image)) return [name, 'fetched']
    const isLocal = !image.includes('/') && !image.startsWith(unknown)
    const isNeverFetched = ['build', 'never'].includes(String(written.pull_policy))
    return [name, isLocal || isNeverFetched ? 'built' : 'either']
  })
  return new Map(origins)
}
