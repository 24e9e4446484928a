/**
 * Where two large values differ. Both in full would be cut, and the place that matters with them.
 */
import { isAsymmetric } from './asymmetric.ts'
import { render } from './render.ts'

/** Shorter values are shown in full. */
const maxWhole = 600
const maxDifferences = 10

/** Whether two values are equal, as the assertion compared them. */
export type Same = (required: unknown, observed: unknown) => boolean

/** Places of difference, one in a line; undefined for values that are better shown in full. */
export function differences(required: unknown, observed: unknown, same: Same): string | undefined {
  if (Math.max(render(required).length, render(observed).length) <= maxWhole) return undefined
  const found = [...differing('', [required, observed], same)]
  // At the root they are of two kinds: there is no place to name.
  if (found.length === 0 || found.some(({ path }) => path === '')) return undefined
  const shown = found.slice(0, maxDifferences).map(({ path, observed: seen, required: right }) => {
    return `${path}: ${seen}, required ${right}`
  })
  const left = found.length - shown.length
  if (left > 0) shown.push(`and ${left} more differences`)
  return shown.join('\n')
}

interface Difference {
  path: string
  required: string
  observed: string
}

function* differing(path: string, pair: [unknown, unknown], same: Same): Generator<Difference> {
  const [required, observed] = pair
  if (same(required, observed)) return
  if (typeof required === 'string' && typeof observed === 'string') {
    yield* differingLine(path, required, observed)
    return
  }
  if (!isTree(required) || !isTree(observed)) {
    yield { path, required: render(required), observed: render(observed) }
    return
  }
  const keys = new Set([...Object.keys(required), ...Object.keys(observed)])
  for (const key of [...keys].toSorted(inOrder)) {
    yield* differing(joined(path, key, required), [required[key], observed[key]], same)
  }
}

/** What comes after the first differing line of a text may only have moved. */
function* differingLine(path: string, required: string, observed: string): Generator<Difference> {
  const [right, seen] = [required.split('\n'), observed.split('\n')]
  const at = right.findIndex((line, index) => line !== seen[index])
  const line = at < 0 ? right.length : at
  const isOne = right.length === 1 && seen.length === 1
  yield {
    path: isOne ? path : `${path === '' ? '' : `${path}, `}from line ${line + 1} on`,
    required: render(right[line]),
    observed: render(seen[line]),
  }
}

type Tree = Record<string, unknown>

/** Whether a value is compared by its parts. */
function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || isAsymmetric(value)) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}

function inOrder(a: string, b: string): number {
  return Number(a) - Number(b) || (a < b ? -1 : 1)
}

function joined(path: string, key: string, parent: Tree): string {
  if (Array.isArray(parent)) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}
