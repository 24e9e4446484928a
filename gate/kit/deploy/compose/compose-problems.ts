/** What is wrong with a compose file as far as its text alone tells. */
import { PreflightError } from '#gate/errors.ts'
import { mapOf } from '#gate/yaml-map.ts'
import { schemaErrors } from './compose-schema.ts'
import { isLayer } from './layers.ts'
import { inWords, lineFinder, type Problem } from './problem.ts'
import { resolveDocument } from './resolved.ts'
import { unquotedDates } from './rules/dates.ts'
import { partsElsewhere, ruleProblems } from './rules/index.ts'
import { repeatedMerges } from './rules/merges.ts'
import { malformedVariables } from './rules/variables.ts'
import type { Values } from './substitution.ts'
import { yamlDocuments } from './yaml.ts'

export interface Reading {
  /** As written, merge keys applied; null if it is no YAML. */
  document: unknown
  problems: readonly Problem[]
  /** Places of which another file says a part, which is not read here. */
  elsewhere: readonly Problem['path'][]
  /** A problem or a place in words, with its line. */
  tell(problem: Problem | Problem['path']): string
}

export interface ReadOptions {
  /** Of variables: those of the example of the environment file. Default: none. */
  values?: Values
  /** Whether Swarm deploys the same file. Default: false. */
  isStack?: boolean
  /** Whether it is laid over another file, which is not read here. Default: false. */
  isLaidOver?: boolean
  /** Whether the text is as somebody wrote it: then problems have lines. Default: true. */
  isWritten?: boolean
  /** Profiles with which it is started, beside those that the values name. Default: none. */
  profiles?: readonly string[]
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the text is no YAML */
function read(text: string, options: ReadOptions): Omit<Reading, 'tell'> {
  const { values = {}, isStack = false, isLaidOver = false, profiles = [] } = options
  const document = yamlDocuments(text, 'manifests.compose')
  const resolved = resolveDocument(document, values)
  const asWritten = [...unquotedDates(text), ...repeatedMerges(text)]
  const malformed = [...asWritten, ...malformedVariables(document)]
  const active = [
    ...profiles,
    ...(values.COMPOSE_PROFILES ?? '').split(',').map((name) => name.trim()),
  ]
  const broken = ruleProblems(resolved, { isStack, isLaidOver, profiles: active })
  const problems = [...malformed, ...schemaErrors(resolved), ...broken]
  const elsewhere = partsElsewhere(document)
  const layers = Object.entries(mapOf(mapOf(document).services))
    .filter(([, service]) => isLayer({ written: mapOf(service) }))
    .map(([name]) => ['services', name])
  return { document, problems, elsewhere: isLaidOver ? [...elsewhere, ...layers] : elsewhere }
}

/**
 * Reads a file by the specification's schema and by the rules that Compose and Docker have beyond
 * it. Nothing is held against a value that only the operator knows.
 */
export function readProblems(text: string, options: ReadOptions = {}): Reading {
  const lineOf = options.isWritten === false ? () => undefined : lineFinder(text)
  const tell = (what: Problem | Problem['path']) => {
    const [path, words] = 'path' in what ? [what.path, inWords(what)] : [what, what.join('.')]
    const line = lineOf(path)
    return line === undefined ? words : `${words} (line ${line})`
  }
  try {
    return { ...read(text, options), tell }
  } catch (error) {
    if (!(error instanceof PreflightError)) throw error
    // The parser names the line itself.
    const message = error.message.replace(/^manifests\.compose /, '').split('\n')[0] ?? ''
    const problem: Problem = { path: [], message, by: 'compose' }
    return { document: null, problems: [problem], elsewhere: [], tell }
  }
}
