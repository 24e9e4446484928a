/** Writes a config from what was found out: a comment where it was guessed, a mark where not. */
import { Document, isMap, isPair, isScalar, type Pair, type YAMLMap } from 'yaml'
import type { Findings, Guess, Todo } from '../guess.ts'

/** The parts of a config in the order in which people read it. */
const order = [
  'name',
  'launch',
  'deployment',
  'environment',
  'settings',
  'units',
  'knownDefaults',
  'backing',
  'services',
  'admin',
  'seed',
  'statuses',
  'endpoints',
  'operations',
  'commands',
  'manifests',
]

/** A request stays on one line where it fits. */
const lineLength = 96

const placeOf = ({ path: [part = ''] }: Pick<Guess, 'path'>) => {
  const at = order.indexOf(part)
  return at < 0 ? order.length : at
}

function pairAt(document: Document, path: readonly string[]): Pair | undefined {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const keyOf = ({ key }: Pair) => (isScalar(key) ? key.value : key)
  const pair = isMap(map) ? map.items.find((one) => keyOf(one) === path.at(-1)) : undefined
  // A comment needs a node to stand at.
  if (pair && !isScalar(pair.key)) pair.key = document.createNode(pair.key)
  return pair
}

/** Says where a value is from: behind a plain one, above the first of those with parts. */
function explain(document: Document, { path, because }: Guess, before: Guess | undefined): void {
  const pair = pairAt(document, path)
  if (because === undefined || !pair) return
  const isRepeated = before?.because === because && before.path[0] === path[0]
  if (isRepeated && !isScalar(pair.value)) return
  if (isScalar(pair.value)) pair.value.comment = ` guessed: ${because}`
  else if (isScalar(pair.key)) pair.key.commentBefore = ` guessed: ${because}`
}

/** Puts operations on one line each, where they fit. */
function flatten(document: Document): void {
  const operations = document.get('operations')
  if (!isMap(operations)) return
  for (const pair of (operations as YAMLMap).items) {
    if (!isPair(pair) || !isMap(pair.value)) continue
    const length = JSON.stringify(pair.value.toJSON()).length + String(pair.key).length
    if (length < lineLength) pair.value.flow = true
    else for (const inner of pair.value.items) if (isMap(inner.value)) inner.value.flow = true
  }
}

function todoLines({ path, ask, example }: Todo): string {
  const lines = path.map((key, depth) => `${'  '.repeat(depth)}${key}:`)
  const last = `${lines.pop()} ${example}`
  return [`# TODO ${ask}`, ...[...lines, last].map((line) => `#   ${line}`)].join('\n')
}

/** @param schema where the JSON Schema of the config is, for completion in editors */
export function renderConfig({ guesses, todos }: Findings, schema: string): string {
  const document = new Document({})
  const sorted = guesses.toSorted((one, other) => placeOf(one) - placeOf(other))
  for (const { path, value } of sorted) document.setIn(path, document.createNode(value))
  for (const [at, guess] of sorted.entries()) explain(document, guess, sorted[at - 1])
  flatten(document)
  const head = [
    `# yaml-language-server: $schema=${schema}`,
    '# What Preflight knows of this backend. Check what is "guessed": its files say so.',
  ]
  const body = document.toString({ lineWidth: 0, flowCollectionPadding: true })
  const open = todos.length === 0 ? [] : ['', ...todos.map(todoLines)]
  return `${[...head, body.trimEnd(), ...open].join('\n')}\n`
}
