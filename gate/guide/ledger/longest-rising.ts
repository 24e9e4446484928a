/**
 * The longest part of a list, in its order, in which a number rises: what kept its order while
 * other things were moved about. By patience sorting, in n log n.
 */
export function longestRising<T>(list: readonly T[], numberOf: (each: T) => number): T[] {
  /** Of each length, the position at which a rising part of that length ends lowest. */
  const ends: number[] = []
  const before: (number | undefined)[] = []
  const numbers = list.map(numberOf)
  for (const [at, number] of numbers.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[ends[middle] as number] as number) < number) low = middle + 1
      else high = middle
    }
    before.push(low > 0 ? ends[low - 1] : undefined)
    ends[low] = at
  }
  const rising: T[] = []
  for (let at = ends.at(-1); at !== undefined; at = before[at]) rising.push(list[at] as T)
  return rising.reverse()
}
