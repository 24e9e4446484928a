/** A growable column of numbers in plain memory, at most half of it unused. */
export interface Growing<A extends Float64Array | Int32Array | Uint8Array> {
  push(value: number): void
  /** The values so far; valid until the next push. */
  view(): A
}

const smallest = 1024

function growing<A extends Float64Array | Int32Array | Uint8Array>(
  make: (length: number) => A,
): Growing<A> {
  let cells = make(smallest)
  let length = 0
  return {
    push(value) {
      if (length === cells.length) {
        const larger = make(length * 2)
        larger.set(cells)
        cells = larger
      }
      cells[length] = value
      length += 1
    },
    view: () => cells.subarray(0, length) as A,
  }
}

export const floats = (): Growing<Float64Array> => growing((length) => new Float64Array(length))
export const ints = (): Growing<Int32Array> => growing((length) => new Int32Array(length))
export const bytes = (): Growing<Uint8Array> => growing((length) => new Uint8Array(length))
