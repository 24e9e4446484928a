/** gcloud commands for Cloud Run. Pure. */
import { basename } from 'node:path'
import { type BackendConfig, backendAmong } from './backend.ts'
import type { Words } from './shell.ts'

/** A command for a Cloud Run service. */
export interface RunCommand {
  /** `binding`: it grants access to the service. */
  verb: 'deploy' | 'update' | 'replace' | 'binding'
  /** The service; for `replace`, the file that describes it. */
  name: string
  /** Flags of the service and of its serving container. */
  options: Options
  /** Where further flags come from that cannot be seen: a file, a variable. */
  hidden: readonly string[]
  /** Whether another container takes the requests, and passes them on to this one. */
  isBehind?: boolean
  /** What Cloud Run refuses of the file that says it. */
  refused?: readonly string[]
}

export interface Options {
  has(flag: string): boolean
  /** The values of the flags, in order. */
  values(...flags: readonly string[]): string[]
}

/** A flag as a command has it. */
export interface Flag {
  name: string
  value: string | undefined
  /** The container that it applies to; undefined for the service. */
  container: string | undefined
}

/** Flags without a value. */
const switches = new RegExp(
  `^(?:-[qh]|--(?:${[
    'no-.+|clear-.+|help|quiet|async|wait|execute-now|log-http|user-output-enabled',
    'allow-unauthenticated|invoker-iam-check|iap|default-url|deploy-health-check',
    'use-http2|session-affinity|cpu-boost|cpu-throttling|automatic-updates|gpu-zonal-redundancy',
  ].join('|')}))$`,
)

function parsed(words: Words): { positions: string[]; flags: Flag[] } {
  const positions: string[] = []
  const flags: Flag[] = []
  let container: string | undefined
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!/^--?[a-z]/i.test(word)) {
      positions.push(word)
      continue
    }
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    let value = equals < 0 ? undefined : word.slice(equals + 1)
    const next = words[at + 1]
    if (value === undefined && !switches.test(name) && next?.startsWith('--') === false) {
      value = next
      at += 1
    }
    if (name === '--container') container = value
    flags.push({ name, value, container })
  }
  return { positions, flags }
}

/** Access to flags. */
export function optionsOf(flags: readonly Flag[]): Options {
  return {
    has: (flag) => flags.some(({ name, value }) => name === flag && value !== 'false'),
    values: (...names) =>
      flags.flatMap(({ name, value }) => (names.includes(name) ? (value ?? []) : [])),
  }
}

/** Names of the variables that flags set. */
const variablesIn = (options: Options): string[] =>
  options
    .values('--set-env-vars', '--update-env-vars', '--set-secrets', '--update-secrets')
    .flatMap((list) => Object.keys(pairsIn(list)))

/** Of several containers, the backend; the one with a port where the config does not tell. */
function ofBackend(flags: readonly Flag[], config: BackendConfig) {
  const names = [...new Set(flags.flatMap(({ container }) => container ?? []))]
  const of = (name: string) => optionsOf(flags.filter(({ container }) => container === name))
  const serving = flags.find(({ name }) => name === '--port')?.container ?? names[0]
  const container = backendAmong(names, serving, config, {
    name: (each) => each,
    variables: (each) => variablesIn(of(each)),
    ports: (each) => of(each).values('--port').map(Number),
  })
  const options = optionsOf(
    flags.filter((flag) => flag.container === undefined || flag.container === container),
  )
  return { options, isBehind: container !== serving }
}

/** Parses a command; undefined if it is not one for a Cloud Run service. */
export function runCommandOf(words: Words, config: BackendConfig = {}): RunCommand | undefined {
  if (basename(words[0] ?? '') !== 'gcloud') return undefined
  const { positions, flags } = parsed(words.slice(1))
  const [group, ...rest] = positions.filter((word) => !['alpha', 'beta', 'preview'].includes(word))
  if (group !== 'run') return undefined
  const { options, isBehind } = ofBackend(flags, config)
  const [first, second, third = ''] = rest
  // A variable that the shell makes several words of may hold flags.
  const hidden = [
    ...options.values('--flags-file'),
    ...rest.slice(first === 'deploy' ? 2 : 3).filter((word) => /^\$[{(]/.test(word)),
  ]
  if (first === 'deploy') return { verb: 'deploy', name: second ?? '', options, hidden, isBehind }
  if (first !== 'services' && first !== 'multi-region-services') return undefined
  const command = { name: third, options, hidden, isBehind }
  if (second === 'update' || second === 'replace') return { verb: second, ...command }
  if (second === 'add-iam-policy-binding') return { verb: 'binding', ...command }
  return undefined
}

/** `A=1,B=2`, or with another separator between carets first: `^;^A=1,2;B=3`. */
function partsIn(text: string): string[] {
  const [, other, rest] = /^\^([^^]+)\^(.*)$/s.exec(text) ?? []
  // What a command prints is one piece, whatever the command has in it.
  const outputs: string[] = []
  const masked = (rest ?? text).replace(/\$\([^)]*\)/g, (output) => {
    outputs.push(output)
    return `\0${outputs.length - 1}\0`
  })
  const parts = masked.split(other ?? ',').filter(Boolean)
  return parts.map((part) => part.replace(/\0(\d+)\0/g, (_, at) => outputs[Number(at)] ?? ''))
}

/** A part that only the shell knows, which may be any number of pairs. */
const isHidden = (part: string) => /^\$[{(]/.test(part) && !/^\$\{\w+\}[^,]*=/.test(part)

/** The pairs of a list of variables. */
export function pairsIn(text: string): Record<string, string> {
  const parts = partsIn(text).filter((part) => !isHidden(part))
  return Object.fromEntries(
    parts.map((part) => {
      const [name = '', ...value] = part.split('=')
      return [name.trim(), value.join('=')]
    }),
  )
}

/** The parts of such a list that cannot be seen. */
export function hiddenIn(text: string): string[] {
  return partsIn(text).filter(isHidden)
}
