/** Prepares an nginx configuration, for both engines. */

import { PreflightError } from '#gate/errors.ts'

const placeholder = /\{\{port:([\w.-]+)\}\}/g

/** The names of all `{{port:NAME}}` placeholders, each once, in order. */
export function placeholderNames(config: string): string[] {
  return [...new Set([...config.matchAll(placeholder)].map((match) => match[1] as string))]
}

/**
 * Puts the chosen ports in.
 * @param ports by name
 * @param listenHost written before the port in `listen` directives that give no address
 */
export function fillPorts(
  config: string,
  ports: ReadonlyMap<string, number>,
  listenHost: string,
): string {
  return config
    .replace(/(\blisten\s+)(\{\{port:[\w.-]+\}\})/g, `$1${listenHost}:$2`)
    .replace(placeholder, (_, name: string) => String(ports.get(name)))
}

/**
 * The ports of all `listen` directives with a number, each once, in order.
 * @throws PREFLIGHT_E_STACK if the configuration listens nowhere
 */
export function listenedPorts(config: string): number[] {
  const withoutComments = config.replace(/(^|\s)#.*$/gm, '$1')
  const directives = withoutComments.matchAll(/(?:^|[\s;{}])listen\s+([^;]+);/g)
  const ports = [...directives].flatMap((match) => {
    const address = (match[1] ?? '').trim().split(/\s+/)[0] ?? ''
    if (address.startsWith('unix:')) return []
    const port = address.match(/(?:^|:)(\d+)$/)?.[1]
    return port === undefined ? [80] : [Number(port)]
  })
  if (ports.length > 0) return [...new Set(ports)]
  throw new PreflightError('PREFLIGHT_E_STACK', 'the nginx configuration has no listen directive')
}

/** Adds lines to the `http` block, unless the configuration sets that directive itself. */
export function withHttpDefaults(config: string, defaults: Record<string, string>): string {
  const lines = Object.entries(defaults)
    .filter(([directive]) => !mentions(config, directive))
    .map(([directive, value]) => `${directive} ${value};`)
  // On the same line, so that nginx names the lines of the configuration as they are.
  return config.replace(/(^|[\s;}])http\s*\{/, (start) => [start, ...lines].join(' '))
}

/** `-g` arguments for main directives that the configuration leaves out. */
export function missingMainDirectives(config: string, wanted: Record<string, string>): string {
  return Object.entries(wanted)
    .filter(([directive]) => !mentions(config, directive))
    .map(([directive, value]) => `${directive} ${value};`)
    .join(' ')
}

function mentions(config: string, directive: string): boolean {
  return new RegExp(`(^|[\\s;{}])${directive}\\s`).test(config.replace(/(^|\s)#.*$/gm, '$1'))
}
