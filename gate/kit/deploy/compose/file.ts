/** What a compose file says of variables, images and ports. Pure. */
import { yamlDocument } from './yaml.ts'

/** A variable of the file, and what it says of its absence. */
export interface Variable {
  name: string
  /** `default`: there is a value; `required`: it refuses to start; `none`: an empty string. */
  absence: 'default' | 'required' | 'none'
}

const variablePattern = /\$(?:(\$)|\{(\w+)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\}|([A-Za-z_]\w*))/g

function kindOf(operator: string | undefined): Variable['absence'] {
  if (operator === undefined) return 'none'
  if (operator.endsWith('?')) return 'required'
  return 'default' // `+`: something else where it is set, and meant to be empty where it is not.
}

/** Text nodes of a document, keys left out: Compose does not interpolate those. */
function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const item of value) yield* texts(item)
  else if (typeof value === 'object' && value !== null) yield* texts(Object.values(value))
}

/** The variables of a document, each once for each thing that is said of it. */
export function variablesOf(document: unknown): Variable[] {
  const found = new Map<string, Variable>()
  const add = (text: string) => {
    for (const [, dollar, braced, operator, word, plain] of text.matchAll(variablePattern)) {
      if (dollar) continue
      const variable: Variable = { name: (braced ?? plain) as string, absence: kindOf(operator) }
      found.set(`${variable.name} ${variable.absence}`, variable)
      if (word) add(word)
    }
  }
  for (const text of texts(document)) add(text)
  return [...found.values()]
}

/** A text with its variables resolved as Compose does it; a required one that is not set is 1. */
export function resolvedText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(variablePattern, (_, dollar, braced, operator, word = '', plain) => {
    if (dollar) return '$'
    const value = values[braced ?? plain]
    const isSet = value !== undefined && (value !== '' || !operator?.startsWith(':'))
    if (operator?.endsWith('+')) return isSet ? resolvedText(word, values) : ''
    if (isSet) return value
    if (operator?.endsWith('-')) return resolvedText(word, values)
    return operator?.endsWith('?') ? '1' : ''
  })
}

/** A document with all of its variables resolved. */
export function resolvedDocument(
  value: unknown,
  values: Readonly<Record<string, string>>,
): unknown {
  if (typeof value === 'string') return resolvedText(value, values)
  if (Array.isArray(value)) return value.map((item) => resolvedDocument(item, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolvedDocument(item, values)]),
  )
}

/**
 * A compose file as YAML has it.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where it is none
 */
export function composeDocument(text: string): unknown {
  return yamlDocument(text, 'manifests.compose')
}

/** Whether an image's name stays the same image: a digest, or a tag that names a version. */
export function isPinned(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true
  const tag = /:([\w][\w.-]*)$/.exec(image.split('/').at(-1) ?? '')?.[1]
  return tag !== undefined && /\d/.test(tag) && !/^(latest|stable|mainline|edge|main)\b/.test(tag)
}

/** A port of a service that others than this machine reach. */
export function publicPorts(service: Record<string, unknown>): string[] {
  const ports = Array.isArray(service.ports) ? service.ports : []
  const found = ports.flatMap((port) => {
    if (typeof port === 'object' && port !== null) {
      const { host_ip: host, target, published } = port as Record<string, unknown>
      return isLoopback(String(host ?? '')) ? [] : [`${published ?? '(random)'}:${target}`]
    }
    const text = String(port)
    const host = /^(\[[^\]]*\]|[\d.]+):(?=.*:)/.exec(text)?.[1] ?? ''
    return isLoopback(host) ? [] : [text]
  })
  return service.network_mode === 'host' ? [...found, 'every port (network_mode: host)'] : found
}

function isLoopback(host: string): boolean {
  return /^(127\.|\[?::1\]?$|localhost$)/.test(host)
}
