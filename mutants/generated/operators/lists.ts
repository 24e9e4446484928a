/** Changes of lists, in whichever language: an item is dropped, two values are swapped. Pure. */
import type { Change, Operator } from '../change.ts'

export interface Area {
  start: number
  end: number
}

/**
 * Each item of a list dropped in its turn, with what separates it from the next one, or, at the
 * end, from the one before. A list of one item is left: a list without any is another defect.
 */
export function dropEach(operator: Operator, items: readonly Area[]): Change[] {
  if (items.length < 2) return []
  return items.map((item, index) => {
    const next = items[index + 1]
    const before = items[index - 1]
    const start = next ? item.start : (before?.end ?? item.start)
    return { operator, start, end: next ? next.start : item.end, put: '' }
  })
}

/** Two areas of a text, one before the other, in each other's place. */
export function swap(text: string, first: Area, second: Area): Change[] {
  const one = text.slice(first.start, first.end)
  const other = text.slice(second.start, second.end)
  if (one === other) return []
  const put = other + text.slice(first.end, second.start) + one
  return [{ operator: 'swap-values', start: first.start, end: second.end, put }]
}

/** Each item with the one after it. */
export function pairs<T>(items: readonly T[]): [T, T][] {
  return items.slice(1).map((item, index) => [items[index] as T, item])
}
