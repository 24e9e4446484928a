/** A config as a document of YAML or JSON: its value, and where in the file each part is. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml'
import { messageOf } from '#gate/errors.ts'
import { holdsItself, holdsItselfMessage } from '#gate/holds-itself.ts'

/** Something wrong, with its place: `12:5: …`, or without if there is none. */
export interface PlacedProblem {
  line?: number
  column?: number
  message: string
}

/** Enough for any config; a bomb of aliases needs thousands. */
const maxAliasCount = 100

/** What errors of the parser are called here; the others say it well. */
const syntaxMessages: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab is used to indent: YAML wants spaces',
  MULTIPLE_DOCS: 'expected one document, got several, separated by ---',
}

/** The message of the parser without its own place and picture. */
function syntaxMessage({ code, message }: { code: string; message: string }): string {
  const [first = ''] = message.split('\n')
  const text = syntaxMessages[code] ?? first.replace(/ at line \d+, column \d+:?$/, '')
  return `no valid YAML: ${text}`
}

type Path = readonly PropertyKey[]

export class ConfigDocument {
  readonly #document: Document.Parsed
  readonly #lines = new LineCounter()

  readonly #expected: string

  /** @param expected what the file has to say, for one that says nothing. Default: a config */
  constructor(text: string, expected = 'at least name and launch') {
    this.#expected = expected
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error',
      // A config is of what JSON has: no bytes, sets and times, which `!!binary` and others make,
      // also where the file begins with `%YAML 1.1`.
      schema: 'core',
      resolveKnownTags: false,
    })
  }

  /** The value of the whole document, or why there is none. */
  read(): { value: unknown } | { problems: PlacedProblem[] } {
    const { errors, warnings, contents } = this.#document
    const wrong = [...errors, ...warnings]
    if (wrong.length > 0) {
      const [first] = wrong
      // What follows the first is often only its echo.
      return { problems: first ? [this.#placed(first.pos[0], syntaxMessage(first))] : [] }
    }
    if (contents === null || (isScalar(contents) && contents.value === null)) {
      return { problems: [{ message: `the file is empty: expected ${this.#expected}` }] }
    }
    try {
      const value: unknown = this.#document.toJS({ maxAliasCount })
      if (!holdsItself(value)) return { value }
      return { problems: [{ message: `no valid YAML: ${holdsItselfMessage}` }] }
    } catch (error) {
      return { problems: [{ message: `no valid YAML: ${messageOf(error)}` }] }
    }
  }

  #placed(offset: number | undefined, message: string): PlacedProblem {
    if (offset === undefined) return { message }
    const { line, col } = this.#lines.linePos(offset)
    return { line, column: col, message }
  }

  /** Children of a node, by key: the node of the key, and of the value. */
  #child(node: unknown, key: PropertyKey): { key?: Node; value?: Node } | undefined {
    const resolved = isAlias(node) ? node.resolve(this.#document) : node
    if (isSeq(resolved)) {
      const item = resolved.items[Number(String(key))]
      return item === undefined ? undefined : { value: item as Node }
    }
    if (!isMap(resolved)) return undefined
    const pair = resolved.items.find((each) => {
      const name = isScalar(each.key) ? each.key.value : each.key
      return String(name) === String(key)
    })
    return pair && { key: pair.key as Node, ...(pair.value ? { value: pair.value as Node } : {}) }
  }

  /** The place of the value at a path, or of the nearest thing around it. */
  at(path: Path, message: string): PlacedProblem {
    let node: unknown = this.#document.contents
    let offset = (node as Node | null)?.range?.[0]
    for (const key of path) {
      const child = this.#child(node, key)
      if (child === undefined) return this.#placed(offset, message)
      const value = child.value
      const isBlock = value !== undefined && (isMap(value) || isSeq(value)) && !value.flow
      const shown = isBlock && child.key ? child.key : (value ?? child.key)
      offset = shown?.range?.[0] ?? offset
      node = value
    }
    return this.#placed(offset, message)
  }

  /** The place of a key in the object at a path. */
  atKey(path: Path, key: string, message: string): PlacedProblem {
    const offset = this.#child(this.#nodeAt(path), key)?.key?.range?.[0]
    return offset === undefined ? this.at(path, message) : this.#placed(offset, message)
  }

  #nodeAt(path: Path): unknown {
    let node: unknown = this.#document.contents
    for (const key of path) node = this.#child(node, key)?.value
    return node
  }

  /** What is written for a number, true or false: `1.10`, which is not 1.1 where text is meant. */
  sourceAt(path: Path): string | undefined {
    const found = this.#nodeAt(path)
    const node = isAlias(found) ? found.resolve(this.#document) : found
    if (!isScalar(node)) return undefined
    const isPlain = typeof node.value === 'number' || typeof node.value === 'boolean'
    return isPlain ? node.source : undefined
  }
}
