/** The edge's deployed configuration: which files nginx finds on which paths. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import type { Target } from '#gate/system/target.ts'
import { readCompose } from '../deploy/compose/compose-file.ts'
import { type Directive, NginxSyntaxError, parseNginx } from './syntax.ts'

/** The base of relative paths in a configuration. */
export const configRoot = '/etc/nginx'
const mainFile = `${configRoot}/nginx.conf`
const deepestInclude = 10
const largestFile = 4 * 1024 * 1024

/** The main file of the official image, for configurations that are only a fragment. */
const imageMain = `worker_processes auto;
error_log /var/log/nginx/error.log notice;
events { worker_connections 1024; }
http {
  include mime.types;
  default_type application/octet-stream;
  access_log /var/log/nginx/access.log;
  sendfile on;
  keepalive_timeout 65;
  include conf.d/*.conf;
}
`
const packaged: Record<string, string> = {
  [`${configRoot}/mime.types`]: 'types { text/html html; text/plain txt; application/json json; }',
  [`${configRoot}/fastcgi_params`]: '',
}

export interface DeployedFile {
  /** As nginx sees it. */
  path: string
  text: string
}

/** The location of a deployment's files on this machine. */
interface Bind {
  source: string
  target: string
}

export interface DeployedNginx {
  /** Whether the manifest is nginx's main file, or is included by the image's. */
  role: 'main' | 'fragment'
  /** The path of the manifest, as nginx sees it. */
  manifest: string
  main: DeployedFile
  /** The files that match an `include` pattern, in nginx's order. */
  find(pattern: string): DeployedFile[]
}

/** Resolves a path of the configuration like nginx. */
export function absolutePath(path: string): string {
  return posix.resolve(configRoot, path)
}

/** What a service gives to nginx. */
interface Mounted {
  binds: readonly Bind[]
  /** Texts that are written in the compose file. */
  contents: readonly DeployedFile[]
}

/** What the service has that mounts the manifest, by the compose file or the stack. */
async function mountedBeside(target: Target, manifest: string): Promise<Mounted> {
  for (const name of ['compose', 'stack'] as const) {
    if (target.config.manifests?.[name] === undefined) continue
    const { text, absolute } = await target.manifest(name)
    for (const service of readCompose(text, `manifests.${name}`).services) {
      const binds = service.binds.map(({ source, target: at }) => ({
        source: resolve(dirname(absolute), source),
        target: at.replace(/\/+$/, ''),
      }))
      const contents = service.contents.map((each) => ({ path: each.target, text: each.text }))
      if (binds.some((bind) => within(manifest, bind))) return { binds, contents }
    }
  }
  return { binds: [], contents: [] }
}

function within(file: string, { source }: Bind): boolean {
  return file === source || file.startsWith(`${source}/`)
}

/** The files of this machine for a path as nginx sees it. */
function matches(binds: readonly Bind[], path: string): DeployedFile[] {
  const found = new Map<string, string>()
  for (const { source, target } of binds) {
    if (!existsSync(source)) continue
    const isFile = statSync(source).isFile()
    const hits = isFile
      ? posix.matchesGlob(target, path)
        ? ['']
        : []
      : path.startsWith(`${target}/`)
        ? globSync(path.slice(target.length + 1), { cwd: source })
        : []
    for (const hit of hits) {
      const file = join(source, hit)
      const stats = statSync(file)
      if (!stats.isFile()) continue
      if (stats.size > largestFile) throw inconclusive(`${file} is too large for a configuration`)
      found.set(isFile ? target : posix.join(target, hit), readFileSync(file, 'utf8'))
    }
  }
  return [...found].map(([at, text]) => ({ path: at, text }))
}

/**
 * The deployed files of `manifests.nginx`: the manifest and its includes.
 * @param overlay replacement contents, by path as nginx sees it, relative or absolute
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config names no manifest
 */
export async function deployedNginx(
  target: Target,
  overlay: Readonly<Record<string, string>> = {},
): Promise<DeployedNginx> {
  const { absolute } = await target.manifest('nginx')
  const { binds: mounted, contents } = await mountedBeside(target, absolute)
  const bind = mounted.find((each) => within(absolute, each))
  const declared = target.config.edge?.mountedAt
  const mountedAt = bind && posix.join(bind.target, relative(bind.source, absolute))
  const manifest = declared ?? mountedAt ?? mainFile
  // Files that no service mounts are beside the manifest.
  const beside = { source: dirname(absolute), target: posix.dirname(manifest) }
  const binds = [{ source: absolute, target: manifest }, ...mounted]
  const laid = new Map([
    ...contents.map(({ path, text }) => [path, text] as const),
    ...Object.entries(overlay).map(([path, text]) => [absolutePath(path), text] as const),
  ])
  const find = (pattern: string): DeployedFile[] => {
    const path = absolutePath(pattern)
    const files = new Map<string, string>()
    const known = matches(binds, path)
    for (const file of known.length > 0 ? known : matches([beside], path)) {
      files.set(file.path, file.text)
    }
    for (const [at, text] of laid) if (posix.matchesGlob(at, path)) files.set(at, text)
    const text = packaged[path]
    if (files.size === 0 && text !== undefined) files.set(path, text)
    return [...files].sort().map(([at, text]) => ({ path: at, text }))
  }
  const role = manifest === mainFile ? 'main' : 'fragment'
  const [found] = find(manifest)
  if (!found) throw inconclusive(`manifests.nginx does not exist at its mounted path ${manifest}`)
  const main = role === 'main' ? found : { path: mainFile, text: imageMain }
  return { role, manifest, main, find }
}

export interface NginxTree {
  directives: readonly Directive[]
  /** Every file of the configuration, by path as nginx sees it. */
  files: ReadonlyMap<string, string>
}

/**
 * Parses a configuration with its includes: an `include` directive has the included ones as its
 * block.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if a file has a syntax error
 */
export function readTree({ main, find }: Pick<DeployedNginx, 'main' | 'find'>): NginxTree {
  const files = new Map<string, string>()
  const read = ({ path, text }: DeployedFile, depth: number): Directive[] => {
    if (depth > deepestInclude) throw inconclusive(`${path}: includes are nested too deeply`)
    files.set(path, text)
    return parseNginx(text, path).map((directive) => expand(directive, depth))
  }
  const expand = (directive: Directive, depth: number): Directive => {
    const { name, args, block } = directive
    if (block) return { ...directive, block: block.map((each) => expand(each, depth)) }
    const [pattern] = args
    if (name !== 'include' || !pattern) return directive
    return { ...directive, block: find(pattern.value).flatMap((file) => read(file, depth + 1)) }
  }
  try {
    return { directives: read(main, 0), files }
  } catch (error) {
    if (error instanceof NginxSyntaxError) throw inconclusive(error.message, error)
    throw error
  }
}
