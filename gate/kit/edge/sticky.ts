/** Edges that send every request of one kind to the same backend, by design. */
import type { Target } from '#gate/system/target.ts'
import { deployedNginx } from './deployed-nginx.ts'
import { readTree } from './nginx-tree.ts'
import { lineOf } from './places.ts'
import type { Directive } from './syntax.ts'
import { blockName, walk } from './tree.ts'

/** By the client's address or cookie, or by a key that all of our requests have in common. */
const stickyNames = ['ip_hash', 'hash', 'sticky']

/** The first directive that keeps requests at one server of an upstream. */
export function stickyDirective(directives: readonly Directive[]): Directive | undefined {
  for (const placed of walk(directives)) {
    const { directive } = placed
    if (directive.name === 'split_clients') return directive
    if (blockName(placed) === 'upstream' && stickyNames.includes(directive.name)) return directive
  }
  return undefined
}

/**
 * Why one client may reach only one replica: the directive and its line.
 * @returns undefined if the edge is no nginx, or chooses for each request
 */
export async function whySticky(target: Target): Promise<string | undefined> {
  if (target.config.manifests?.nginx === undefined) return undefined
  const directive = stickyDirective(readTree(await deployedNginx(target)).directives)
  return directive && `${directive.name} (${lineOf(directive)})`
}
