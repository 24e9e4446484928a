/** Upstream blocks whose names nginx looks up while it runs: `server app:80 resolve;`. */
import { lineOf } from './places.ts'
import type { Directive } from './syntax.ts'
import { blockName, directivesOf, type Placed, walk } from './tree.ts'

/** What nginx says to such a block before 1.27.3. */
const unknownHere =
  /invalid parameter "resolve"|"resolver(_timeout)?" directive is not allowed here/

/** Whether an error of nginx is that it does not know such blocks. */
export function lacksRuntimeNames(error: string): boolean {
  return unknownHere.test(error)
}

/** Whether a directive says how the names of an upstream block are looked up. */
export function isOfRuntimeNames(placed: Placed): boolean {
  return /^resolver(_timeout)?$/.test(placed.directive.name) && blockName(placed) === 'upstream'
}

const hasResolve = (block: Directive) =>
  directivesOf(block.block ?? [], 'server').some(({ args }) =>
    args.some(({ value }) => value === 'resolve'),
  )

/** With which error nginx 1.27.3 and later refuses such a block; undefined if it does not. */
function refusalOf(block: Directive, http: Directive | undefined): string | undefined {
  const name = block.args[0]?.value ?? ''
  const own = block.block ?? []
  if (directivesOf(own, 'zone').length === 0) {
    return `resolving names at run time requires upstream "${name}" to be in shared memory: zone`
  }
  const isResolved = [own, http?.block ?? []].some(
    (place) => directivesOf(place, 'resolver').length > 0,
  )
  return isResolved ? undefined : `no resolver defined to resolve names at run time in "${name}"`
}

/** Why nginx refuses blocks with such names, each with its line. */
export function runtimeNameRefusals(directives: readonly Directive[]): string[] {
  return [...walk(directives)].flatMap(({ directive, within }) => {
    if (directive.name !== 'upstream' || !hasResolve(directive)) return []
    const http = within.find(({ name }) => name === 'http')
    const why = refusalOf(directive, http)
    return why === undefined ? [] : [`${why} (${lineOf(directive)})`]
  })
}
