/** Files that the configuration names and that nothing brings into the edge's container. Pure. */
import { posix } from 'node:path'
import { isMap, mapOf } from '#gate/yaml-map.ts'
import { type ComposeService, environmentFiles } from '../deploy/compose/compose-file.ts'
import { markOpen, substitute } from '../deploy/compose/substitution.ts'
import { configRoot, mainFile } from './deployed-nginx.ts'
import type { NginxTree } from './nginx-tree.ts'
import { lineOf } from './places.ts'
import { walk } from './tree.ts'

/** Directives whose file the official images do not have, wherever it lies. */
const own: ReadonlySet<string> = new Set([
  'ssl_certificate',
  'ssl_certificate_key',
  'ssl_dhparam',
  'ssl_password_file',
  'auth_basic_user_file',
])
/** Directives that may name the authorities that every image has. */
const authorities: ReadonlySet<string> = new Set([
  'ssl_client_certificate',
  'ssl_trusted_certificate',
  'proxy_ssl_trusted_certificate',
])
const ofTheSystem = /^\/(etc\/ssl|etc\/pki|usr)\//
/** What the official images read beside the main file: fragments, and what they make them of. */
const fragments = `${configRoot}/conf.d`
const usualTemplates = `${configRoot}/templates`
const templateVariable = 'NGINX_ENVSUBST_TEMPLATE_DIR'
/** Scripts that the official images run before nginx: they may make files. */
const startScripts = '/docker-entrypoint.d'

/** The path in the container; undefined where the value is no path, or is known only to nginx. */
function pathOf(value: string): string | undefined {
  if (/[$:]/.test(value) || !/[./]/.test(value) || value.startsWith('/dev/')) return undefined
  return posix.resolve(configRoot, value)
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

/** Where secrets and configs are, also those that another tool creates. */
function granted(written: ComposeService['written']): string[] {
  const placeOf = (entry: unknown, folder: string) => {
    const { source, target } = mapOf(entry)
    return posix.resolve(folder, String((isMap(entry) ? (target ?? source) : entry) ?? ''))
  }
  return [
    ...listed(written.secrets).map((entry) => placeOf(entry, '/run/secrets')),
    ...listed(written.configs).map((entry) => placeOf(entry, '/')),
  ]
}

/** Stands in a path for what only the operator knows. */
const mark = '\0'

/** Whether it depends on the operator where a volume is. */
function isOpenVolume(volume: unknown): boolean {
  const text = markOpen(String(isMap(volume) ? volume.target : volume), mark)
  return text.slice(isMap(volume) ? 0 : text.indexOf(':') + 1).includes(mark)
}

/** All paths on which something is mounted; undefined where that cannot be told. */
function mountedAt({ written, mounts }: ComposeService): string[] | undefined {
  const temporary = listed(written.tmpfs).map((each) => String(each).replace(/:.*$/, ''))
  const others = [...granted(written), ...temporary]
  const isOpen =
    listed(written.volumes).some(isOpenVolume) || others.some((path) => substitute(path).isOpen)
  if (isOpen || written.volumes_from !== undefined) return undefined
  return [...mounts, ...others].map((path) => path.replace(/\/+$/, ''))
}

/** Whether nothing but nginx runs in the container, as far as the compose file says. */
function runsNginxAlone({ entrypoint, command, written }: ComposeService): boolean {
  const isPlain = command[0] === 'nginx' && !command.includes('-c')
  const isUsual = entrypoint.length === 0 && (command.length === 0 || isPlain)
  return isUsual && written.build === undefined
}

/** Whether a path is a folder, or lies in it. */
function isBelow(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`)
}

/** Whether the image reads what is mounted on a path as its configuration. */
function isRead(path: string, templates: string): boolean {
  return (
    isBelow(mainFile, path) ||
    [fragments, templates].some((folder) => isBelow(path, folder) || isBelow(folder, path))
  )
}

/** Certificates, keys and lists that the configuration names and no mount has. */
function unmounted(
  mounted: readonly string[],
  { directives, leftOut }: Pick<NginxTree, 'directives' | 'leftOut'>,
): string[] {
  const named = [...walk(directives), ...walk(leftOut)].flatMap(({ directive }) => {
    const { name, args } = directive
    const isMeant = own.has(name) || authorities.has(name)
    const path = isMeant && args.length === 1 ? pathOf(args[0]?.value ?? '') : undefined
    if (path === undefined || (authorities.has(name) && ofTheSystem.test(path))) return []
    const isThere = mounted.some((at) => isBelow(path, at))
    return isThere ? [] : [`${name} ${path} (${lineOf(directive)})`]
  })
  return [...new Set(named)]
}

/**
 * What nginx cannot find: its configuration, or files that this names, each with its directive and
 * place. No mount has them, and the image does not come with them.
 * @param service of an official image as it comes
 * @param manifest the configuration's path in the container
 * @param parts what other files have of the service
 * @returns none where scripts may make them, or where it is not known what is mounted: another
 *   compose file may mount the configuration
 */
export function absentFiles(
  service: ComposeService,
  manifest: string,
  tree: Pick<NginxTree, 'directives' | 'leftOut'>,
  parts: readonly ComposeService[] = [],
): string[] {
  const all = [service, ...parts]
  const places = all.map(mountedAt)
  const mounted = places.flatMap((paths) => paths ?? [])
  if (places.includes(undefined) || !all.every(runsNginxAlone)) return []
  if (mounted.some((path) => isBelow(path, startScripts))) return []
  const [templates = usualTemplates] = all.flatMap(
    ({ environment }) => environment[templateVariable] ?? [],
  )
  if (!mounted.some((path) => isRead(path, templates))) {
    // A file of variables may say where the templates are.
    const isKnown = all.every((each) => environmentFiles(each).length === 0)
    const isMeant = isKnown && mounted.some((path) => isBelow(path, configRoot))
    return isMeant ? [`manifests.nginx: no mount has ${mainFile} or is below ${fragments}`] : []
  }
  const isMade = mounted.some((path) => isBelow(path, templates))
  if (!isMade && !mounted.some((path) => isBelow(manifest, path))) return []
  return unmounted(mounted, tree)
}
