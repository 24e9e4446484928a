/** The edge's deployed configuration: which files nginx finds on which paths. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import type { Target } from '#gate/system/target.ts'
import { type Bind, type EdgeService, edgeServiceOf, within } from './edge-service.ts'
import { type Role, roleOf } from './role.ts'
import { holeIn, type Rendered, renderedFiles } from './templates.ts'

/** The base of relative paths in a configuration. */
export const configRoot = '/etc/nginx'
export const mainFile = `${configRoot}/nginx.conf`
/** Where the official image has the fragment that it comes with. */
const fragmentFile = `${configRoot}/conf.d/default.conf`
const largestFile = 4 * 1024 * 1024

/** The main file of the official image, for configurations that are only a fragment. */
const imageMain = `worker_processes auto;
error_log /var/log/nginx/error.log notice;
events { worker_connections 1024; }
http {
  include mime.types;
  default_type application/octet-stream;
  log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                  '$status $body_bytes_sent "$http_referer" '
                  '"$http_user_agent" "$http_x_forwarded_for"';
  access_log /var/log/nginx/access.log main;
  sendfile on;
  keepalive_timeout 65;
  include conf.d/*.conf;
}
`
/** Where packages and images of others have their servers: Debian, Alpine, Bitnami, SWAG. */
const otherSites = [
  'conf.d/*.conf',
  'http.d/*.conf',
  'sites-enabled/*',
  '/opt/bitnami/nginx/conf/server_blocks/*.conf',
  '/config/nginx/site-confs/*.conf',
]
const otherMain = imageMain.replace(
  'include conf.d/*.conf;',
  otherSites.map((pattern) => `include ${pattern};`).join(' '),
)
const packaged: Record<string, string> = {
  [`${configRoot}/mime.types`]: 'types { text/html html; text/plain txt; application/json json; }',
  ...Object.fromEntries(
    ['fastcgi_params', 'fastcgi.conf', 'uwsgi_params', 'scgi_params'].map((name) => [
      `${configRoot}/${name}`,
      '',
    ]),
  ),
}

export interface DeployedFile {
  /** As nginx sees it. */
  path: string
  text: string
}

export interface DeployedNginx {
  /** Whether the manifest is nginx's main file, or is included by the image's. */
  role: Role
  /** The path of the manifest, as nginx sees it. */
  manifest: string
  main: DeployedFile
  /** The files that match an `include` pattern, in nginx's order. */
  find(pattern: string): DeployedFile[]
  /** The service that runs it; undefined if no compose file tells. */
  service: EdgeService | undefined
}

/** Resolves a path of the configuration like nginx. */
export function absolutePath(path: string): string {
  return posix.resolve(configRoot, path)
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

/** Whether an image is known to be another than the official one of nginx. */
function isOtherImage(edge: EdgeService | undefined): boolean {
  const image = edge?.dockerfile?.base ?? edge?.service.image ?? ''
  const isOfficial = /^(docker\.io\/)?(library\/)?nginx([:@]|$)|nginx-unprivileged/.test(image)
  return image !== '' && !isOfficial
}

/** Where nginx finds a manifest: where it is said to, or mounted, or written from a template. */
function placeOf(
  { manifests, edge: declared }: TargetConfig,
  absolute: string,
  edge: EdgeService | undefined,
  rendered: readonly Rendered[],
): string {
  const [bind] = [...(edge?.binds ?? []), ...(edge?.dockerfile?.copies.toReversed() ?? [])].filter(
    (each) => within(absolute, each),
  )
  const mountedAt = bind && posix.join(bind.target, relative(bind.source, absolute))
  const at = declared?.mountedAt ?? mountedAt
  const [written] = [at, mountedAt].flatMap(
    (path) => rendered.find(({ from }) => from === path)?.path ?? [],
  )
  if (written !== undefined) return written
  const text = readFileSync(absolute, 'utf8')
  if (mountedAt !== undefined) {
    // Other images, and an nginx that is told so, have their main file elsewhere.
    const isTold = [...(edge?.service.command ?? []), edge?.dockerfile?.command].some(
      (word) => word?.includes(mountedAt) === true,
    )
    const isElsewhere = !mountedAt.startsWith(`${configRoot}/`) && (isTold || isOtherImage(edge))
    return isElsewhere && roleOf(text) === 'main' ? mainFile : (at ?? mainFile)
  }
  const hole = holeIn({ path: String(manifests?.nginx), text })
  if (hole === undefined) return at ?? (roleOf(text) === 'fragment' ? fragmentFile : mainFile)
  throw inconclusive(
    `manifests.nginx is a template (${hole}), and no service of manifests.compose fills it in`,
  )
}

/**
 * The deployed files of `manifests.nginx`: the manifest and its includes.
 * @param overlay replacement contents, by path as nginx sees it, relative or absolute
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config names no manifest;
 *   PREFLIGHT_E_INCONCLUSIVE if it is a template with an unknown variable
 */
export async function deployedNginx(
  target: Target,
  overlay: Readonly<Record<string, string>> = {},
): Promise<DeployedNginx> {
  const { absolute } = await target.manifest('nginx')
  const service = await edgeServiceOf(target, absolute)
  // What is mounted lies over what the image has.
  const mounted = [...(service?.dockerfile?.copies ?? []), ...(service?.binds ?? [])]
  const declared = target.config.edge?.mountedAt
  const said = declared === undefined ? [] : [{ source: absolute, target: declared }]
  const rendered = service
    ? renderedFiles(service, (path) => [
        ...matches([...said, ...mounted], absolutePath(path)),
        ...service.contents.filter((each) => posix.matchesGlob(each.path, absolutePath(path))),
      ])
    : []
  const manifest = placeOf(target.config, absolute, service, rendered)
  // Files that no service mounts are beside the manifest.
  const beside = { source: dirname(absolute), target: posix.dirname(manifest) }
  const isRendered = rendered.some(({ path }) => path === manifest)
  const binds = isRendered ? mounted : [{ source: absolute, target: manifest }, ...mounted]
  const made = [...(service?.contents ?? []), ...rendered]
  const laid = new Map([
    ...made.map(({ path, text }) => [path, text] as const),
    ...Object.entries(overlay).map(([path, text]) => [absolutePath(path), text] as const),
  ])
  const find = (pattern: string): DeployedFile[] => {
    const path = absolutePath(pattern)
    const files = new Map<string, string>()
    const known = matches(binds, path)
    // What lies beside a template is not where its text goes.
    const isMade = made.some((each) => posix.matchesGlob(each.path, path))
    for (const file of known.length > 0 || isMade ? known : matches([beside], path)) {
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
  const [mountedMain] =
    role === 'main'
      ? [found]
      : [
          ...(service?.contents ?? []).filter(({ path }) => path === mainFile),
          ...matches(mounted, mainFile),
        ]
  const text = isOtherImage(service) ? otherMain : imageMain
  const main = mountedMain ?? { path: mainFile, text }
  return { role, manifest, main, find, service }
}
