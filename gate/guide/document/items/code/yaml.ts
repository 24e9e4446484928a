/** YAML and JSON: each value with its key. */
import { isCollection, isMap, isPair, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml'
import type { ItemKind } from '#guide/item-kinds.ts'
import type { CodeReader, Piece } from '../../item.ts'
import { lineCounter, noteAbove } from './lines.ts'

/** Keys below which there are variables of an environment. */
const environments = /^(env|environment|environment_?variables|config_?vars|secrets)$/i
const assignment = /^['"]?[A-Z][A-Z0-9_]*=/

interface Place {
  keys: readonly string[]
}

/** Whether it is a leaf: a scalar, or a collection on one line. */
function isLeaf(node: Node, code: string): boolean {
  if (!isCollection(node)) return true
  const [from = 0, to = 0] = node.range ?? []
  return node.items.length === 0 || (node.flow === true && !code.slice(from, to).includes('\n'))
}

function kindOf(keys: readonly string[], text: string): ItemKind {
  if (assignment.test(text) || environments.test(keys.at(-1) ?? '')) return 'variable'
  return 'setting'
}

const nameOf = (key: unknown) => (isScalar(key) ? String(key.value) : '')

/** Pieces of one text. */
class Reader {
  readonly pieces: Piece[] = []
  readonly #code: string
  readonly #lines: readonly string[]
  readonly #lineAt: (at: number) => number

  constructor(code: string) {
    this.#code = code
    this.#lines = code.split('\n')
    this.#lineAt = lineCounter(code)
  }

  /** @param from where its text begins; it ends with the node */
  #add(kind: ItemKind | undefined, from: number, to: number, { keys }: Place): void {
    const text = this.#code.slice(from, to).trimEnd()
    const line = this.#lineAt(from)
    this.pieces.push({
      kind: kind ?? kindOf(keys, text),
      line,
      endLine: this.#lineAt(from + text.length),
      text,
      within: keys.join(' > '),
      note: noteAbove(this.#lines, line),
    })
  }

  visit(node: Node | null, place: Place): void {
    if (node === null) return
    const [from = 0, to = 0] = node.range ?? []
    if (isLeaf(node, this.#code)) this.#add(undefined, from, to, place)
    else if (isSeq(node)) for (const item of node.items) this.visit(item as Node, place)
    else if (isMap(node)) for (const pair of node.items) this.#pair(pair.key, pair.value, place)
    else if (isPair(node)) this.#pair(node.key, node.value, place)
  }

  #pair(key: unknown, value: unknown, { keys }: Place): void {
    const [from = 0, keyEnd = 0] = (key as Node | null)?.range ?? []
    const node = value as Node | null
    const isEmpty = node === null || (isScalar(node) && node.value === null && node.source === '')
    if (isEmpty || isLeaf(node, this.#code)) {
      const to = isEmpty ? keyEnd : (node.range?.[1] ?? keyEnd)
      this.#add(undefined, from, to, { keys })
      return
    }
    const isService = keys.length === 1 && keys[0] === 'services'
    if (isService) this.#add('service', from, keyEnd, { keys })
    this.visit(node, { keys: [...keys, nameOf(key)] })
  }
}

/** `//` comments, which JSON does not have and guides do, as blanks. */
const withoutComments = (code: string) =>
  code.replace(/^(\s*)\/\/.*$/gm, (line) => ' '.repeat(line.length))

/** Each value of a YAML or JSON text. @throws what is wrong with it */
export const readYaml: CodeReader = (code) => {
  const documents = parseAllDocuments(withoutComments(code), { logLevel: 'error' })
  if ('empty' in documents) return []
  const reader = new Reader(code)
  for (const { errors, contents } of documents) {
    if (errors[0]) throw errors[0]
    reader.visit(contents, { keys: [] })
  }
  return reader.pieces
}
