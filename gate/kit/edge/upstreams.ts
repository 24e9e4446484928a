/** Rewrites upstreams to addresses and ports of this machine. */
import { isIP } from 'node:net'
import { inconclusive } from '#gate/errors.ts'
import { type Edit, quoted } from './edits.ts'
import type { Directive, Word } from './syntax.ts'
import { blockName, type Placed, variablesOf, walk } from './tree.ts'

export interface Upstreams {
  /** The port of all backends on this machine. */
  port: number
  /** The current addresses of a name. */
  addressesOf(name: string): readonly string[]
}

const authority = /^(https?:\/\/)?([^/:$]+)(?::(\d+))?(\/.*)?$/s

/** `NAME`, `NAME:PORT` with or without scheme and path, if none of it is a variable. */
function literalOf(value: string): { scheme: string; name: string; path: string } | undefined {
  const match = authority.exec(value)
  if (!match) return undefined
  return { scheme: match[1] ?? '', name: match[2] as string, path: match[4] ?? '' }
}

const edit = ({ file }: Directive, { start, end }: Word, text: string): Edit => ({
  file,
  start,
  end,
  text,
})

/** Sets the port after a name or variable. */
function withPort(value: string, port: number): string {
  const [, scheme = '', host = '', path = ''] = /^(https?:\/\/)?([^/]*)(.*)$/s.exec(value) ?? []
  return `${scheme}${host.replace(/:\d+$/, '')}:${port}${path}`
}

/** `server` lines of an upstream block, whose names nginx resolves once, at start. */
function serverEdits({ directive }: Placed, { port, addressesOf }: Upstreams): Edit[] {
  const [address, ...options] = directive.args
  if (!address) return []
  if (address.value.startsWith('unix:'))
    throw inconclusive('cannot run this edge here: an upstream is a unix socket')
  const name = literalOf(address.value)?.name ?? address.value
  // Resolved again while it runs.
  if (options.some(({ value }) => value === 'resolve')) {
    return [edit(directive, address, withPort(address.value, port))]
  }
  const rest = options.map(({ value }) => ` ${quoted(value)}`).join('')
  const lines = addressesOf(name).map((each) => `server ${each}:${port}${rest};`)
  const { file, start, end } = directive
  return [{ file, start, end, text: lines.join(' ') }]
}

/** The values of a variable, from `set` and `map`. */
function valuesOf(tree: readonly Directive[], variable: string): { in: Directive; word: Word }[] {
  return [...walk(tree)].flatMap(({ directive, within }) => {
    const { name, args } = directive
    const [first, second] = args
    if (name === 'set' && first?.value === `$${variable}` && second) {
      return [{ in: directive, word: second }]
    }
    const map = within.at(-1)
    const isValue = map?.name === 'map' && map.args[1]?.value === `$${variable}`
    return isValue && first && name !== 'include' ? [{ in: directive, word: first }] : []
  })
}

/** All words from which a word gets its parts, through variables. */
function sources(tree: readonly Directive[], word: Word): { in: Directive; word: Word }[] {
  const found: { in: Directive; word: Word }[] = []
  const known = new Set<string>()
  const follow = (from: Word) => {
    for (const variable of variablesOf(from)) {
      if (known.has(variable)) continue
      known.add(variable)
      for (const value of valuesOf(tree, variable)) {
        found.push(value)
        follow(value.word)
      }
    }
  }
  follow(word)
  return found
}

const hasPort = ({ value }: Word) => /:\d+(\/|$)/.test(value.replace(/^https?:\/\//, ''))

/** A `proxy_pass` with variables resolves the name again and again, so only the port changes. */
function variableEdits(
  { directive }: Placed,
  word: Word,
  tree: readonly Directive[],
  { port, blocks }: Upstreams & { blocks: ReadonlySet<string | undefined> },
): Edit[] {
  const values = sources(tree, word)
  if (values.some((part) => blocks.has(literalOf(part.word.value)?.name))) return []
  const all = [{ in: directive, word }, ...values]
  const ported = all.filter((part) => hasPort(part.word))
  const changed = ported.length > 0 ? ported : all.slice(0, 1)
  return changed.map((part) => edit(part.in, part.word, quoted(withPort(part.word.value, port))))
}

interface Rewritten {
  edits: Edit[]
  /** Upstream blocks to add to the http block. */
  blocks: string[]
}

/** A `proxy_pass` to a literal name, resolved once to all of its addresses. */
function literalEdits(
  { directive }: Placed,
  word: Word,
  { port, addressesOf }: Upstreams,
): Rewritten {
  const literal = literalOf(word.value)
  if (!literal) throw inconclusive(`cannot rewrite proxy_pass ${word.value}`)
  const { scheme, name, path } = literal
  // An address needs no block; $proxy_host stays the same.
  const block = isIP(name) ? `preflight-${name.replaceAll('.', '-')}` : name
  const lines = addressesOf(name).map((each) => `server ${each}:${port};`)
  return {
    edits: [edit(directive, word, quoted(`${scheme}${block}${path}`))],
    blocks: [`upstream ${block} { ${lines.join(' ')} }`],
  }
}

/** All edits that are needed so that requests reach the backends of this machine. */
export function upstreamEdits(tree: readonly Directive[], upstreams: Upstreams): Rewritten {
  const placed = [...walk(tree)]
  const blocks = new Set(
    placed
      .filter(({ directive }) => directive.name === 'upstream')
      .map(({ directive }) => directive.args[0]?.value),
  )
  const result: Rewritten = { edits: [], blocks: [] }
  for (const each of placed) {
    const { name, args } = each.directive
    const [word] = args
    if (name === 'server' && blockName(each) === 'upstream') {
      result.edits.push(...serverEdits(each, upstreams))
    }
    if (name !== 'proxy_pass' || !word) continue
    if (variablesOf(word).length > 0) {
      result.edits.push(...variableEdits(each, word, tree, { ...upstreams, blocks }))
    } else if (!blocks.has(literalOf(word.value)?.name)) {
      const { edits, blocks: added } = literalEdits(each, word, upstreams)
      result.edits.push(...edits)
      result.blocks.push(...added)
    }
  }
  result.blocks = [...new Set(result.blocks)]
  return result
}
