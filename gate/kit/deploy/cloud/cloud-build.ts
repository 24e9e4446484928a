/** Reads a build file of Google Cloud that deploys to Cloud Run. Pure. */

import { messageOf } from '#gate/errors.ts'
import { mapOf, type YamlMap, yamlDocument } from '../compose/yaml.ts'
import { type Platform, regionsIn, sorted } from './platform.ts'

interface Step {
  /** The words of a command: entrypoint and arguments, a script's lines split. */
  words: readonly string[]
}

function stepsOf(document: YamlMap): Step[] {
  const steps = Array.isArray(document.steps) ? document.steps.map(mapOf) : []
  return steps.map(({ args, script, entrypoint }) => {
    const given = Array.isArray(args) ? args.map(String) : String(args ?? '').split(/\s+/)
    const lines = String(script ?? '').split(/\s+/)
    const words = [String(entrypoint ?? ''), ...given, ...lines].filter((word) => word !== '')
    return { words: words.map((word) => substituted(word, document)) }
  })
}

/** The values of a flag, written `--flag value` or `--flag=value`, anywhere. */
function flag({ words }: Step, name: string): string[] {
  return words.flatMap((word, at) => {
    if (word === name) return words[at + 1] ?? []
    return word.startsWith(`${name}=`) ? word.slice(name.length + 1) : []
  })
}

/** `A=1,B=2`, or with another separator between carets first: `^;^A=1,2;B=3`. */
export function pairsIn(text: string): Record<string, string> {
  const [, other, rest] = /^\^([^^]+)\^(.*)$/s.exec(text) ?? []
  const parts = (rest ?? text).split(other ?? ',')
  return Object.fromEntries(
    parts.filter(Boolean).map((part) => {
      const [name = '', ...value] = part.split('=')
      return [name.trim(), value.join('=')]
    }),
  )
}

/** Replaces substitutions by their values. */
function substituted(text: string, document: YamlMap): string {
  const substitutions = mapOf(document.substitutions)
  return text.replace(/\$\{?(_[A-Z0-9_]+)\}?/g, (whole, name) =>
    String(substitutions[name] ?? whole),
  )
}

/** The words of a comment on a line or right above it. */
function reasonAt(lines: readonly string[], at: number): string | undefined {
  const beside = /#\s*(.+)$/.exec(lines[at] ?? '')?.[1]
  const above = /^\s*#\s*(.+)$/.exec(lines[at - 1] ?? '')?.[1]
  return beside ?? above
}

const opening = /--allow-unauthenticated|--no-invoker-iam-check|allUsers/

function openingsIn(text: string): Platform['openings'] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    const [word] = opening.exec(line.replace(/#.*$/, '')) ?? []
    return word === undefined
      ? []
      : [{ where: `line ${at + 1}: ${word}`, reason: reasonAt(lines, at) }]
  })
}

/** The image that is built, pushed and deployed must be the same. */
function imagesIn(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    const { words } = step
    const pushed = words.includes('push') ? words.slice(words.indexOf('push') + 1) : []
    const built = words.includes('build') ? [...flag(step, '-t'), ...flag(step, '--tag')] : []
    return [...built, ...pushed.filter((word) => !word.startsWith('-')), ...flag(step, '--image')]
  })
}

/** Reads the text; everything wrong with it is in `problems`. */
export function cloudBuildPlatform(text: string): Platform {
  const problems: string[] = []
  let document: YamlMap = {}
  try {
    document = mapOf(yamlDocument(text, 'cloudbuild'))
  } catch (error) {
    problems.push(messageOf(error))
  }
  const steps = stepsOf(document)
  const deploys = steps.filter(({ words }) => words.includes('run') && words.includes('deploy'))
  if (problems.length === 0 && deploys.length === 0) problems.push('no step deploys to Cloud Run')
  const values = (name: string) => deploys.flatMap((step) => flag(step, name))
  const written = Object.assign({}, ...values('--set-env-vars').map(pairsIn))
  const secret = Object.assign({}, ...values('--set-secrets').map(pairsIn))
  const images = imagesIn(steps)
  const max = values('--max-instances').at(-1)
  const { plain, references } = sorted(written)
  return {
    name: 'cloudBuild',
    plain,
    references: [...references, ...Object.keys(secret)],
    images,
    ports: values('--port').map(Number),
    regions: [...values('--region'), ...images.flatMap(regionsIn)],
    // https://cloud.google.com/run/docs/configuring/max-instances
    maxInstances:
      max === undefined
        ? { count: 100, from: "Cloud Run's default" }
        : { count: Number(max), from: '--max-instances' },
    openings: openingsIn(text),
    problems,
  }
}
