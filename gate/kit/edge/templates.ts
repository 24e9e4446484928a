/** Configurations that are written at the start: by the official image, or by `envsubst`. */

import { basename, posix } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import { ownValue } from '#gate/own-value.ts'
import { substitute } from '../deploy/compose/substitution.ts'
import type { EdgeService } from './edge-service.ts'

/** A template, and where its text goes. All paths are as nginx sees them. */
interface Template {
  from: string
  to: string
  /** What its variables become; undefined leaves one as it is. */
  lookUp(name: string): string | undefined
}

export interface Rendered {
  from: string
  path: string
  text: string
}

interface File {
  path: string
  text: string
}

/** Files that an edge has, by a pattern of paths as nginx sees them. */
type Find = (pattern: string) => File[]

/** What every container has. */
const ofContainer = { HOSTNAME: 'preflight-edge' }
const variable = /\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g

function environmentOf({ environment }: EdgeService): Record<string, string> {
  const { NGINX_ENTRYPOINT_LOCAL_RESOLVERS: asksForResolvers } = environment
  return {
    ...ofContainer,
    ...(asksForResolvers ? { NGINX_LOCAL_RESOLVERS: '127.0.0.11' } : {}),
    ...environment,
  }
}

/** What an edge starts, with the texts of the scripts in it that are here. */
function commandOf({ service: { written }, dockerfile }: EdgeService, find: Find): string {
  const words = [written.entrypoint, written.command].flat()
  const ofFile = words.map((word) => substitute(String(word ?? '')).text)
  // An entrypoint of the compose file takes the image's command away, too.
  const ofImage = [
    written.entrypoint === undefined ? dockerfile?.entrypoint : undefined,
    words.every((word) => word === undefined) ? dockerfile?.command : undefined,
  ]
  const text = [...ofFile, ...ofImage.map((each) => each ?? '')].join(' ')
  const scripts = [...text.matchAll(/[^\s"',;[\]]+\.(?:ba)?sh\b/g)].flatMap(([path]) => find(path))
  const started = find('/docker-entrypoint.d/*.sh')
  const all = [text, ...[...scripts, ...started].map((each) => each.text)]
  return all.join('\n').replace(/\\\n/g, ' ')
}

/** The official image renders when nginx is what it starts, and nothing else is its entrypoint. */
function imageRenders({ service, dockerfile }: EdgeService): boolean {
  const [ofImage = 'nginx'] = /[^\s"',[\]]+/.exec(dockerfile?.command ?? '') ?? []
  const [program = ofImage] = service.command
  if (dockerfile?.base !== undefined && !/nginx/.test(dockerfile.base)) return false
  const isOwn = service.written.entrypoint === undefined && dockerfile?.entrypoint === undefined
  return isOwn && /^nginx(-debug)?$/.test(basename(program))
}

/** https://github.com/nginx/docker-nginx: 20-envsubst-on-templates.sh */
function imageTemplates(edge: EdgeService, find: Find): Template[] {
  const environment = environmentOf(edge)
  const {
    NGINX_ENVSUBST_TEMPLATE_DIR: folder = '/etc/nginx/templates',
    NGINX_ENVSUBST_TEMPLATE_SUFFIX: suffix = '.template',
    NGINX_ENVSUBST_OUTPUT_DIR: output = '/etc/nginx/conf.d',
    NGINX_ENVSUBST_FILTER: filter = '',
  } = environment
  const isChosen = new RegExp(filter)
  const lookUp = (name: string) => (isChosen.test(name) ? environment[name] : undefined)
  return [`${folder}/*${suffix}`, `${folder}/**/*${suffix}`].flatMap(find).map(({ path }) => {
    const relative = posix.relative(folder, path).slice(0, -suffix.length)
    return { from: path, to: posix.join(output, relative), lookUp }
  })
}

const call = new RegExp(
  String.raw`\benvsubst\b\s*(?:(["'])(?<list>[^<>]*?)\1\s*)?` +
    String.raw`<\s*"?(?<from>[^\s"]+)"?\s*>\s*"?(?<to>[^\s;&|"']+)`,
  'g',
)

/** `envsubst '$A $B' < from > to`; without a list, every variable is replaced. */
function commandTemplates(edge: EdgeService, command: string): Template[] {
  const environment = environmentOf(edge)
  return [...command.matchAll(call)].map(({ groups = {} }) => {
    const { list, from = '', to = '' } = groups
    const isComputed = list !== undefined && /\$\(|`/.test(list)
    const names = list && [...list.matchAll(variable)].map((match) => match[1] ?? match[2])
    const lookUp = (name: string) => {
      if (list === undefined) return ownValue(environment, name) ?? ''
      return isComputed || names?.includes(name) ? ownValue(environment, name) : undefined
    }
    return { from, to, lookUp }
  })
}

/** Whether a command gives a variable a value of its own, as scripts do for one that has none. */
const isAssigned = (name: string, command: string) =>
  new RegExp(`(^|[\\s;&"'])${name}=|\\$\\{${name}:?=`).test(command)

/** The text that a template becomes. @throws PreflightError PREFLIGHT_E_INCONCLUSIVE */
function render(
  { path, text }: File,
  { lookUp }: Template,
  edge: EdgeService,
  command: string,
): string {
  return text.replace(variable, (whole, braced?: string, plain?: string, at = 0) => {
    const name = braced ?? plain ?? ''
    const isUnknown = edge.isIncomplete && /^[A-Z_][A-Z0-9_]*$/.test(name)
    const isGiven = name in environmentOf(edge)
    if (/^[A-Z_]/.test(name) && isAssigned(name, command) && lookUp(name) === undefined) {
      const line = text.slice(0, at).split('\n').length
      throw inconclusive(`${path}:${line} is a template, and a script gives ${name} its value`)
    }
    if (edge.open.has(name) || (isUnknown && !isGiven)) {
      const line = text.slice(0, at).split('\n').length
      throw inconclusive(
        `${path}:${line} is a template, and ${name} has no value: ` +
          `service ${edge.service.name} of manifests.compose leaves it to the operator`,
      )
    }
    return lookUp(name) ?? whole
  })
}

/**
 * What becomes of the templates of the edge's service.
 * @param find files that it mounts, by a pattern of paths as nginx sees them
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if a variable's value is not known
 */
export function renderedFiles(edge: EdgeService, find: Find): Rendered[] {
  const command = commandOf(edge, find)
  const templates = [
    ...(imageRenders(edge) ? imageTemplates(edge, find) : []),
    ...commandTemplates(edge, command),
  ]
  return templates.flatMap((template) =>
    find(template.from).map((file) => ({
      from: template.from,
      path: template.to,
      text: render(file, template, edge, command),
    })),
  )
}

const endings = /\.(template|tmpl|tpl|j2|jinja2?|erb|ctmpl|gotmpl|mustache|envsubst)$/
/** Notations of template languages, and variables as environments have them. */
const holes = /\{\{|\{%|<%|\$\{?[A-Z][A-Z0-9_]+\b\}?/g

/**
 * What is still to be filled in before nginx reads a text, with its line; undefined if it is a
 * configuration as it is. A variable that the text itself sets is nginx' own.
 */
export function holeIn({ path, text }: File): string | undefined {
  const uncommented = text.replace(/^\s*#.*$/gm, (comment) => ' '.repeat(comment.length))
  for (const { 0: found, index } of uncommented.matchAll(holes)) {
    const name = /\w+/.exec(found)?.[0]
    const isSet = name !== undefined && new RegExp(`\\s\\$${name}\\b`).test(uncommented)
    if (isSet && !endings.test(path)) continue
    return `${path}:${text.slice(0, index).split('\n').length}: ${found}`
  }
  return undefined
}
