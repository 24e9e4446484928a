/** The secrets that a config itself holds: values that no report, log or error may show. */
import { decoded } from '#gate/decoded.ts'
import { isSecretName } from '#gate/secret-names.ts'
import type { TargetConfig } from './target-config.ts'

/** Parts in which names stand for something else: a variable, a key of a log line, a claim. */
const holdsNames = [
  'settings',
  'units',
  'secrets',
  'knownDefaults',
  'backing',
  'logKeys',
  'logLevels',
  'metricNames',
  'knobs',
  'manifests',
  'notApplicable',
  'allowHosts',
] as const satisfies readonly (keyof TargetConfig)[]

/** A value that nobody chose by hand: long, of letters and digits in one piece. */
function looksGenerated(value: string): boolean {
  return /^[\w.~+=-]{16,}$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value)
}

/** Secrets in a URL or a path: its password, and parameters and segments that are tokens. */
function inAddress(name: string, text: string): [name: string, value: string][] {
  const url = URL.parse(text, 'http://target')
  if (!url) return []
  const found: [string, string][] = []
  if (url.password !== '') found.push([`the password in ${name}`, decoded(url.password)])
  for (const [parameter, value] of url.searchParams) {
    if (isSecretName(parameter) || looksGenerated(value))
      found.push([`${parameter} in ${name}`, value])
  }
  for (const segment of url.pathname.split('/').map(decoded)) {
    if (looksGenerated(segment)) found.push([`a token in ${name}`, segment])
  }
  return found
}

/** `--token=…` and `--password …`: what an argument says of itself or of the next one. */
function inArguments(name: string, args: readonly unknown[]): [string, string][] {
  return args.flatMap((each, index): [string, string][] => {
    const [, option, value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(String(each)) ?? []
    if (option === undefined || !isSecretName(option)) return []
    return [[`${option} in ${name}`, value ?? String(args[index + 1] ?? '')]]
  })
}

function within(value: unknown, name: string, secret: boolean): [string, string][] {
  if (typeof value === 'string') {
    if (secret) return [[name, value]]
    return /^\/|^\w+:\/\//.test(value) ? inAddress(name, value) : []
  }
  if (typeof value !== 'object' || value === null) return []
  const isList = Array.isArray(value)
  const inside = Object.entries(value).flatMap(([key, each]) => {
    const path = isList ? `${name}[${key}]` : `${name}.${key}`
    return within(each, path, secret || (!isList && isSecretName(key)))
  })
  return isList ? [...inArguments(name, value), ...inside] : inside
}

/** The values that a config marks: of the variables in `secrets`, wherever it sets them. */
function markedValues({ secrets = [], environment }: TargetConfig): [string, string][] {
  return Object.values(environment ?? {}).flatMap((variables) =>
    Object.entries<unknown>(variables ?? {}).flatMap(([name, value]): [string, string][] =>
      secrets.includes(name) && typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

/**
 * Every secret in a config, with the key under which it stands: what `secrets` marks, what stands
 * under a name such as `password`, and tokens in paths, URLs and arguments. What `knownDefaults`
 * lists is public.
 */
export function secretsOf(config: TargetConfig): [name: string, value: string][] {
  const known = new Set(Object.values(config.knownDefaults ?? {}).flat())
  const parts = Object.entries(config).filter(([key]) => !holdsNames.some((name) => name === key))
  const found = parts.flatMap(([key, value]) => within(value, key, false))
  return [...markedValues(config), ...found].filter(([, value]) => !known.has(value))
}
