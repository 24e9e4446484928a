/** Rewrites upstreams to addresses and ports of this machine. */
import { isIP } from 'node:net'
import { inconclusive } from '#gate/errors.ts'
import { type Edit, quoted } from './edits.ts'
import type { Char } from './expansions.ts'
import { literalText, passAddress } from './pass-address.ts'
import { hostOf, isVariable, type Place, Places } from './places.ts'
import { lead, leadsHere, Splices, type VariableAddress } from './splices.ts'
import type { Directive, Word } from './syntax.ts'
import { blockName, type Placed, walk } from './tree.ts'

export interface Upstreams {
  /** The port of all backends on this machine. */
  port: number
  /** Ports of this machine in its place, by port of a literal address. Default: none. */
  otherPorts?: ReadonlyMap<number, number>
  /** The current addresses of a name. */
  addressesOf(name: string): readonly string[]
  /** Nginx here looks the names of upstream blocks up at its start, and cannot while it runs. */
  looksUpOnce?: boolean
}

interface Rewritten {
  edits: Edit[]
  /** Upstream blocks to be added to the http block. */
  blocks: string[]
}

const edit = ({ file }: Directive, { start, end }: Word, text: string): Edit => ({
  file,
  start,
  end,
  text: quoted(text),
})

/** The port of this machine for an address as written; whether it is another than of backends. */
function portFor(written: string | undefined, { port, otherPorts }: Upstreams) {
  const other = written === undefined ? undefined : otherPorts?.get(Number(written))
  return { port: other ?? port, isOther: other !== undefined }
}

/** `server` lines of an upstream block: nginx looks each name up once, when it starts. */
function serverEdits({ directive }: Placed, upstreams: Upstreams): Edit[] {
  const { addressesOf, looksUpOnce = false } = upstreams
  const [address, ...options] = directive.args
  const name = address && hostOf(address.value)
  if (!address || name === undefined) return []
  const { port } = portFor(/:(\d+)$/.exec(address.value)?.[1], upstreams)
  // Looked up anew while it runs.
  if (!looksUpOnce && options.some(({ value }) => value === 'resolve')) {
    return [edit(directive, address, `${name}:${port}`)]
  }
  const kept = options.filter(({ value }) => value !== 'resolve')
  const rest = kept.map(({ value }) => ` ${quoted(value)}`).join('')
  const lines = addressesOf(name).map((each) => `server ${each}:${port}${rest};`)
  const { file, start, end } = directive
  return [{ file, start, end, text: lines.join(' ') }]
}

type Blocks = Pick<Upstreams, 'addressesOf' | 'port'>

/** The name of a block for a host that is no name; undefined for a name. */
function blockFor(host: string): string | undefined {
  if (host === 'unix:') return 'preflight-socket'
  const address = host.replace(/^\[|\]$/g, '')
  return isIP(address)
    ? `preflight-${address.replace(/^:+|:+$/g, 'x').replace(/[.:]+/g, '-')}`
    : undefined
}

const blockText = (block: string, host: string, { addressesOf, port }: Blocks) =>
  `upstream ${block} { ${addressesOf(host)
    .map((each) => `server ${each}:${port};`)
    .join(' ')} }`

/**
 * An address without variables: looked up once, to all addresses that the name has. What nginx
 * itself has to say something about is left as it is.
 */
function literalEdits({ directive, word, protocol }: Place, places: Places, upstreams: Upstreams) {
  const nothing: Rewritten = { edits: [], blocks: [] }
  const chars: Char[] = [...word.value].map((text) => ({ text, at: [] }))
  const address = passAddress(chars)
  const host = hostOf(word.value)
  const isHttp = protocol === 'HTTP'
  if (!address || host === undefined || (address.socket && !isHttp)) return nothing
  const scheme = address.scheme && (isHttp ? 'http' : literalText(chars, address.scheme))
  const start = scheme === undefined ? '' : `${scheme}://`
  const end = address.socket?.to ?? address.port?.to ?? address.host.to
  const rest = word.value.slice(end).replace(/^:/, '')
  if (!address.socket && places.isBlock(host)) {
    const isNamed = address.port === undefined
    return isNamed ? { edits: [edit(directive, word, start + host + rest)], blocks: [] } : nothing
  }
  const written = address.port && literalText(chars, address.port)
  const { port, isOther } = portFor(written, upstreams)
  const block = `${blockFor(host) ?? host}${isOther ? `-${written}` : ''}`
  return {
    edits: [edit(directive, word, start + block + rest)],
    blocks: [blockText(block, host, { ...upstreams, port })],
  }
}

/** A name in a variable is resolved at run time: only its port changes, wherever that is set. */
function variableEdits(addresses: readonly (VariableAddress & Pick<Place, 'at'>)[]): Edit[] {
  const misread = ({ at, source }: (typeof addresses)[number]) =>
    inconclusive(`${at}: it is not clear where proxy_pass ${source.word.value} leads`)
  let splices = new Splices()
  for (const address of addresses) {
    const added = lead(address, splices)
    if (!added) throw misread(address)
    splices = added
  }
  const changed = addresses.find((address) => !leadsHere(address, splices))
  if (changed) throw misread(changed)
  return splices.words().map(({ source, value }) => edit(source.in, source.word, value))
}

/**
 * All that has to be changed for requests to reach the backends of this machine.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE naming the line if an address is not understood
 */
export function upstreamEdits(tree: readonly Directive[], upstreams: Upstreams): Rewritten {
  const places = new Places(tree)
  const servers = [...walk(tree)].filter(
    (each) => each.directive.name === 'server' && blockName(each) === 'upstream',
  )
  const literal = places.all
    .filter((place) => !isVariable(place))
    .map((place) => literalEdits(place, places, upstreams))
  const variable = places.all.filter((place) => isVariable(place) && place.protocol === 'HTTP')
  const addresses = variable.map(({ directive, word, within, at }) => ({
    scope: { variables: places.variables, within },
    source: { in: directive, word },
    port: upstreams.port,
    isBlock: (host: string | undefined) => places.isBlock(host),
    blockFor,
    at,
  }))
  const addressBlocks = variable.flatMap(({ targets, hasSocket }) =>
    [...targets, ...(hasSocket ? ['unix:'] : [])].flatMap((host) => {
      const block = blockFor(host)
      return block === undefined ? [] : [blockText(block, host, upstreams)]
    }),
  )
  return {
    edits: [
      ...servers.flatMap((each) => serverEdits(each, upstreams)),
      ...literal.flatMap(({ edits }) => edits),
      ...variableEdits(addresses),
    ],
    blocks: [...new Set([...literal.flatMap(({ blocks }) => blocks), ...addressBlocks])],
  }
}
