/** The steps of a Cloud Build file as commands. Pure. */

import { basename } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { ownValue } from '#gate/own-value.ts'
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { maxAliasCount, sound } from '../compose/yaml.ts'
import { commandsIn, type Words } from './shell.ts'

export interface Step {
  /** Its first and last line in the file. */
  lines: readonly [number, number]
  commands: readonly Words[]
  /** Commands whose effect is not visible here, such as a script in the repository. */
  opaque: readonly string[]
  /** The builder image; absent if the step names none. */
  image?: string
  /** The steps that have ended before it begins, by their index. */
  awaited: readonly number[]
}

/**
 * What each step waits for, and what that waits for: all before it, if it says nothing.
 * https://cloud.google.com/build/docs/configuring-builds/configure-build-step-order
 */
function awaitedBy(steps: readonly YamlMap[]): number[][] {
  const awaited: number[][] = []
  for (const [at, { waitFor }] of steps.entries()) {
    const named = Array.isArray(waitFor) ? waitFor.filter((id) => id !== '-') : []
    const found = named.map((id) => steps.findIndex((each) => each.id === id))
    const isTold = Array.isArray(waitFor) && waitFor.length > 0
    // Cloud Build refuses a name that no step before has.
    const isKnown = isTold && found.every((index) => index >= 0 && index < at)
    const all = isKnown
      ? found.flatMap((index) => [...(awaited[index] ?? []), index])
      : steps.slice(0, at).map((_, index) => index)
    awaited.push([...new Set(all)].sort((a, b) => a - b))
  }
  return awaited
}

type Variables = Readonly<Record<string, string>>

const name = /\$(?:\$|\{(\w+)(?::-([^{}]*))?\}|(\w+))/g

/**
 * Replaces substitutions by their values; one without a value becomes `${NAME}`, and `$$` stays.
 */
function substituted(text: string, values: Variables): string {
  return text.replace(name, (whole, braced?: string, otherwise?: string, bare?: string) => {
    const key = braced ?? bare
    if (key === undefined) return whole
    return ownValue(values, key) ?? otherwise ?? `\${${key}}`
  })
}

/** Substitutions may contain others, up to this depth. */
const deepest = 10

/** The substitutions of the file, resolved against each other. */
function substitutionsOf(document: YamlMap): Record<string, string> {
  const entries = Object.entries(mapOf(document.substitutions))
  let values = Object.fromEntries(entries.map(([key, value]) => [key, String(value ?? '')]))
  // An empty value is set when the build is started.
  values = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  for (let depth = 0; depth < deepest; depth += 1) {
    values = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, substituted(value, values)]),
    )
  }
  return values
}

/** The `NAME=value` entries of `env`. */
function pairs(list: unknown): Record<string, string> {
  const lines = (Array.isArray(list) ? list : []).map(String)
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    }),
  )
}

const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'busybox'])
/** Commands that run another command. */
const wrappers = new Set([
  'sudo',
  'env',
  'exec',
  'time',
  'timeout',
  'nice',
  'nohup',
  'command',
  'retry',
  'xargs',
])
/** Commands whose effect depends on other files in the repository. */
const deployers = new RegExp(
  `^(?:make|just|task|terraform|tofu|terragrunt|pulumi|skaffold|ansible-playbook|.*deploy(?:er)?
  |.*\\.(?:sh|bash))$`.replace(/\s+/g, ''),
)

/** A command without its wrappers. */
function unwrapped(words: Words): Words {
  if (!wrappers.has(basename(words[0] ?? ''))) return words
  const at = words.findIndex((word, index) => index > 0 && isProgram(word))
  return at < 0 ? words : unwrapped(words.slice(at))
}

const isProgram = (word: string): boolean => {
  const program = basename(word)
  return shells.has(program) || wrappers.has(program) || /^(gcloud|docker)$/.test(program)
}

interface Commands {
  commands: Words[]
  opaque: string[]
}

const together = (parts: readonly Commands[]): Commands => ({
  commands: parts.flatMap(({ commands }) => commands),
  opaque: parts.flatMap(({ opaque }) => opaque),
})

function scriptCommands(script: string, variables: Variables): Commands {
  return together(commandsIn(script, variables).map((words) => commandsOf(words, variables)))
}

/** The command itself, or the commands of the script that it passes to a shell. */
function commandsOf(all: Words, variables: Variables): Commands {
  const words = unwrapped(all)
  const [program = '', ...rest] = words
  const named = basename(program)
  if (named === 'eval') return scriptCommands(rest.join(' '), variables)
  if (deployers.test(named)) return { commands: [], opaque: [words.slice(0, 3).join(' ')] }
  if (!shells.has(named)) return { commands: [words], opaque: [] }
  const at = rest.findIndex((word) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(word))
  const script = at < 0 ? undefined : rest[at + 1]
  if (script !== undefined) return scriptCommands(script, variables)
  const file = rest.find((word) => !word.startsWith('-'))
  return { commands: [], opaque: file === undefined ? [] : [`${named} ${file}`] }
}

/** Entrypoints of builder images. */
const programs: readonly [image: RegExp, program: string][] = [
  [/(^|\/)(gcloud|cloud-sdk|google-cloud-cli)(:|@|$)/, 'gcloud'],
  [/(^|\/)docker(:|@|$)/, 'docker'],
  [/kaniko/, 'kaniko'],
  [/(^|\/)pack(:|@|$)/, 'pack'],
  [/(^|\/)(npm|yarn|node)(:|@|$)/, 'npm'],
  [/(^|\/)terraform([-_]\w+)*(:|@|$)/, 'terraform'],
  [/(^|\/)(open)?tofu(:|@|$)/, 'tofu'],
  [/(^|\/)terragrunt(:|@|$)/, 'terragrunt'],
  [/(^|\/)pulumi([-_]\w+)*(:|@|$)/, 'pulumi'],
  [/(^|\/)skaffold(:|@|$)/, 'skaffold'],
  [/(^|\/)ansible(:|@|$)/, 'ansible-playbook'],
  // A team's own image, called after what it does.
  [/(^|\/)[\w-]*deploy(er)?(:|@|$)/, 'deployer'],
]

function programOf(image: string, first: string): string[] {
  const program = programs.find(([pattern]) => pattern.test(image))?.[1]
  return program === undefined || basename(first) === program || isProgram(first) ? [] : [program]
}

const shellScript = /^#!.*\b(sh|bash|ash|dash|zsh|ksh)\b/

function stepCommands(step: YamlMap, document: YamlMap, substitutions: Variables): Commands {
  const put = (value: unknown) => substituted(String(value ?? ''), substitutions)
  const given = { ...pairs(mapOf(document.options).env), ...pairs(step.env) }
  const variables = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, put(value)]),
  )
  if (step.script !== undefined) {
    const script = String(step.script)
    if (script.startsWith('#!') && !shellScript.test(script)) {
      return { commands: [], opaque: [script.split('\n')[0] ?? ''] }
    }
    return scriptCommands(script, { ...substitutions, ...variables })
  }
  const args = Array.isArray(step.args)
    ? step.args.map(put)
    : put(step.args).split(/\s+/).filter(Boolean)
  const first =
    step.entrypoint === undefined
      ? programOf(put(step.name), args[0] ?? '')
      : [put(step.entrypoint)]
  const words = [...first, ...args]
  // Cloud Build passes `$$NAME` to the shell as `$NAME`.
  const isShell = shells.has(basename(words[0] ?? ''))
  const told = isShell ? words.map((word) => word.replaceAll('$$', '$')) : words
  return words.length === 0 ? { commands: [], opaque: [] } : commandsOf(told, variables)
}

/** A build: its steps, and the images that it pushes at the end. */
export interface Build {
  steps: Step[]
  images: string[]
}

/** @throws Error if the text is not valid YAML, or too much of it is aliases */
export function readBuild(text: string): Build {
  const lineCounter = new LineCounter()
  const parsed = parseDocument(text, { lineCounter, merge: true, logLevel: 'error' })
  const [error] = parsed.errors
  if (error) throw error
  const document = mapOf(sound(parsed.toJS({ maxAliasCount })))
  const substitutions = substitutionsOf(document)
  const written = Array.isArray(document.steps) ? document.steps : []
  const awaited = awaitedBy(written.map(mapOf))
  const steps = written.map((step, index) => {
    const node = parsed.getIn(['steps', index], true) as { range?: readonly number[] } | undefined
    const [start = 0, end = text.length] = node?.range ?? []
    const last = text.slice(0, end).trimEnd().length
    const lines = [lineCounter.linePos(start).line, lineCounter.linePos(last).line] as const
    const { name: image } = mapOf(step)
    const named = typeof image === 'string' && image !== '' ? { image } : {}
    const commands = stepCommands(mapOf(step), document, substitutions)
    return { lines, ...named, ...commands, awaited: awaited[index] ?? [] }
  })
  const images = Array.isArray(document.images) ? document.images : []
  return { steps, images: images.map((image) => substituted(String(image), substitutions)) }
}
