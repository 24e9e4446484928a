/** A configuration with all that it includes, as one tree. */
import { inconclusive } from '#gate/errors.ts'
import type { DeployedFile, DeployedNginx } from './deployed-nginx.ts'
import { type Directive, NginxSyntaxError, parseNginx } from './syntax.ts'

const deepestInclude = 10
/** Blocks beside `http`: neither tried nor judged, as no claim is about them. */
const otherServers = new Set(['stream', 'mail', 'rtmp'])

export interface NginxTree {
  directives: readonly Directive[]
  /** Blocks of other protocols than HTTP. */
  leftOut: readonly Directive[]
  /** Every file that is part of it, by path as nginx sees it. */
  files: ReadonlyMap<string, string>
}

type Readable = Pick<DeployedNginx, 'main' | 'find'> & Partial<Pick<DeployedNginx, 'manifest'>>

/**
 * Reads a configuration with all that it includes: an `include` has what it includes as its block.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if a file is no configuration, or if nothing
 *   includes the manifest
 */
export function readTree({ main, find, manifest }: Readable): NginxTree {
  const files = new Map<string, string>()
  const leftOut: Directive[] = []
  const read = ({ path, text }: DeployedFile, depth: number, isTop: boolean): Directive[] => {
    if (depth > deepestInclude) throw inconclusive(`${path} is included too deeply`)
    files.set(path, text)
    return parseNginx(text, path).flatMap((directive) => expand(directive, depth, isTop))
  }
  const expand = (directive: Directive, depth: number, isTop: boolean): Directive[] => {
    const { name, args, block } = directive
    if (isTop && block && otherServers.has(name)) {
      leftOut.push(directive)
      return []
    }
    if (block) return [{ ...directive, block: block.flatMap((each) => expand(each, depth, false)) }]
    const [pattern] = args
    if (name !== 'include' || !pattern) return [directive]
    const included = find(pattern.value).flatMap((file) => read(file, depth + 1, isTop))
    return [{ ...directive, block: included }]
  }
  try {
    const directives = read(main, 0, true)
    if (manifest !== undefined && !files.has(manifest) && leftOut.length === 0) {
      throw inconclusive(`nothing includes manifests.nginx, which is mounted at ${manifest}`)
    }
    return { directives, leftOut, files }
  } catch (error) {
    if (error instanceof NginxSyntaxError) throw inconclusive(error.message, error)
    throw error
  }
}
