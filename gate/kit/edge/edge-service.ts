/** The service of the compose file that runs the edge: what it mounts, and with which variables. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { composeManifest, oneManifest } from '#gate/kit/deploy/compose/manifest.ts'
import type { Target } from '#gate/system/target.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import {
  type ComposeService,
  environmentFiles,
  readCompose,
} from '../deploy/compose/compose-file.ts'
import { serviceFor } from '../deploy/compose/services.ts'
import { substitute, type Values } from '../deploy/compose/substitution.ts'
import { environmentValues } from '../deploy/environment-file.ts'
import { type EdgeDockerfile, edgeDockerfile } from './edge-dockerfile.ts'
import { partsElsewhere } from './parts-elsewhere.ts'
import { roleOf } from './role.ts'

/** Where a file or folder of a deployment lies on this machine. */
export interface Bind {
  source: string
  target: string
}

export interface EdgeService {
  service: ComposeService
  /** The folder of the compose file. */
  folder: string
  binds: readonly Bind[]
  /** What it is built from, if it is, and the file is here. */
  dockerfile: EdgeDockerfile | undefined
  /** Files whose text is written in the compose file. */
  contents: readonly { path: string; text: string }[]
  /** Variables of the container, with what the operator sets as far as that is known. */
  environment: Readonly<Record<string, string>>
  /** Variables that it passes on, and whose value only the operator knows. */
  open: ReadonlySet<string>
  /** Whether further variables come from a file that is not here. */
  isIncomplete: boolean
}

/** Whether a file lies in what is mounted. */
export function within(file: string, { source }: Bind): boolean {
  return file === source || file.startsWith(`${source}/`)
}

/** What an operator sets: values of the config, of an .env file beside, and of the example. */
async function operatorValues(target: Target, folder: string): Promise<Values> {
  const { manifests, compose } = target.config
  const example = manifests?.environment ? (await target.manifest('environment')).text : ''
  const beside = join(folder, '.env')
  const given = existsSync(beside) ? readFileSync(beside, 'utf8') : ''
  const files = Object.entries({ ...environmentValues(example), ...environmentValues(given) })
  const known = files.filter(([, value]) => value !== '')
  const declared = compose?.variables?.({
    image: 'preflight',
    secret: (name) => `preflight-${name}`,
  })
  return { ...Object.fromEntries(known), ...declared }
}

function environmentOf(
  service: ComposeService,
  folder: string,
  operator: Values,
  image: Pick<EdgeDockerfile, 'environment' | 'open'> | undefined,
) {
  const environment: Record<string, string> = { ...image?.environment }
  const open = new Set<string>(image?.open)
  let isIncomplete = false
  for (const path of environmentFiles(service)) {
    const file = resolve(folder, substitute(path, operator).text)
    if (existsSync(file))
      Object.assign(environment, environmentValues(readFileSync(file, 'utf8'), operator))
    else isIncomplete = true
  }
  for (const [name, value] of pairsOf(service.written.environment)) {
    const given = value ?? operator[name]
    const replaced = given === undefined ? undefined : substitute(String(given), operator)
    if (replaced && !replaced.isOpen) environment[name] = replaced.text
    else {
      delete environment[name]
      open.add(name)
    }
  }
  // What the image leaves open may be given later.
  for (const name of Object.keys(environment)) open.delete(name)
  return { environment, open, isIncomplete }
}

/** A service, and the file that has it. */
interface Found {
  service: ComposeService
  /** The config's key for the file: `manifests.compose`. */
  key: string
  file: string
  folder: string
}

const bindsOf = ({ service, folder }: Found): Bind[] =>
  service.binds.map(({ source, target: at }) => ({
    source: resolve(folder, source),
    target: at.replace(/\/+$/, ''),
  }))

const dockerfileOf = ({ service, folder }: Found) => edgeDockerfile(service.written, folder)

/** Whether an image has a file as nginx' own: a backend that copies all of its context does not. */
function isCopied(file: string, dockerfile: EdgeDockerfile | undefined): boolean {
  return (dockerfile?.copies ?? []).some((copy) => {
    const isMeant = copy.source === file || /\/(nginx|openresty)\b/.test(copy.target)
    return isMeant && within(file, copy)
  })
}

/** Whether a service mounts another file where nginx would find a manifest. */
function hasAnother(found: Found, manifest: string): boolean {
  const isMain = roleOf(readFileSync(manifest, 'utf8')) === 'main'
  const places = isMain ? ['/etc/nginx/nginx.conf'] : ['/etc/nginx/conf.d', '/etc/nginx/templates']
  const isThere = (target: string) =>
    target === '/etc/nginx' || places.some((place) => `${target}/`.startsWith(`${place}/`))
  return bindsOf(found).some(({ source, target }) => isThere(target) && existsSync(source))
}

/** Whether a service runs another program in front of the backend than nginx. */
function isOther({ service }: Found): boolean {
  return /(^|[/_-])(traefik|caddy|haproxy|envoy|httpd|apache)(?=[:@_-]|$)/.test(service.image)
}

/** Where nginx and its images have their configuration. */
const ofNginx = /(^|[/_-])(nginx|openresty)\b/

/** Whether a service mounts a file for nginx: one that mounts all of its sources does not. */
function isMounted(file: string, found: Found): boolean {
  return bindsOf(found).some(
    (bind) => bind.source === file || (within(file, bind) && ofNginx.test(bind.target)),
  )
}

/**
 * The service that mounts a file, else the one whose image has it, else the known edge, unless that
 * one has another configuration.
 */
function edgeAmong(all: readonly Found[], { config }: Target, manifest: string): Found | undefined {
  const services = all.map(({ service }) => service)
  const [known, backend] = (['edge', 'backend'] as const).map((part) => {
    const service = serviceFor(part, services, config)
    return all.find((each) => each.service === service)
  })
  const mounting = all.filter((each) => bindsOf(each).some((bind) => within(manifest, bind)))
  const isSaid = config.edge?.mountedAt !== undefined
  const isItsOwn =
    known &&
    (isSaid || mounting.includes(known) || !(isOther(known) || hasAnother(known, manifest)))
  return (
    all.find((each) => isMounted(manifest, each)) ??
    all.find((each) => isCopied(manifest, dockerfileOf(each))) ??
    (isItsOwn ? known : mounting.find((each) => each !== backend))
  )
}

/** The services of the compose file, then those of the stack. */
async function servicesOf(target: Target): Promise<Found[]> {
  const found: Found[] = []
  for (const name of ['compose', 'stack'] as const) {
    if (target.config.manifests?.[name] === undefined) continue
    const { text, absolute } = await oneManifest(target, name)
    const key = `manifests.${name}`
    const { services } = readCompose(text, key)
    const place = { key, file: absolute, folder: dirname(absolute) }
    found.push(...services.map((service) => ({ service, ...place })))
  }
  return found
}

/** The edge of one of the files that deploy. */
export interface FoundEdge {
  /** The config's key for the file: `manifests.compose`. */
  key: string
  service: ComposeService
  /** What other files have of it; undefined if a part of it is not here. */
  parts: readonly ComposeService[] | undefined
}

/**
 * The edge of each file that deploys one: of the compose file, and of the stack.
 * @param manifest nginx' configuration, absolute
 */
export async function edgesOf(target: Target, manifest: string): Promise<FoundEdge[]> {
  const all = await servicesOf(target)
  const files = [...new Set(all.map(({ file }) => file))]
  const isComposed = target.config.manifests?.compose !== undefined
  const composed = isComposed ? (await composeManifest(target)).files : []
  const known = [...files, ...composed.map(({ absolute }) => absolute)]
  return files.flatMap((file) => {
    const services = all.filter((each) => each.file === file)
    const found = edgeAmong(services, target, manifest)
    if (!found) return []
    const { key, service } = found
    return { key, service, parts: partsElsewhere(service, file, known) }
  })
}

/**
 * The service that mounts a file, else the one whose image has it, else the one that is known to be
 * the edge; undefined if there is none.
 * @param manifest the file, absolute
 */
export async function edgeServiceOf(
  target: Target,
  manifest: string,
): Promise<EdgeService | undefined> {
  const found = edgeAmong(await servicesOf(target), target, manifest)
  if (!found) return undefined
  const { service, folder } = found
  const dockerfile = dockerfileOf(found)
  const operator = await operatorValues(target, folder)
  return {
    service,
    folder,
    binds: bindsOf(found),
    dockerfile,
    contents: service.contents.map((each) => ({ path: each.target, text: each.text })),
    ...environmentOf(service, folder, operator, dockerfile),
  }
}
