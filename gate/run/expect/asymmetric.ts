/** What stands for many values, such as `expect.any(Number)`, in words. */

/** A matcher that vitest lets stand for a value inside another one. */
export interface Asymmetric {
  $$typeof: symbol
  sample: unknown
  inverse?: boolean
  /** Of a number that is to be close. */
  precision?: number
  toString(): string
}

/** Whether a value stands for many. */
export function isAsymmetric(value: unknown): value is Asymmetric {
  const mark = Symbol.for('jest.asymmetricMatcher')
  return typeof value === 'object' && value !== null && '$$typeof' in value
    ? value.$$typeof === mark
    : false
}

type Print = (value: unknown) => string

/** By what vitest calls the matcher. */
const words: Readonly<Record<string, (sample: unknown, print: Print, self: Asymmetric) => string>> =
  {
    Any: (sample) => `any ${typeof sample === 'function' ? sample.name : String(sample)}`,
    Anything: () => 'anything but null or nothing',
    StringContaining: (sample, print) => `a text that contains ${print(sample)}`,
    StringMatching: (sample, print) => `a text that matches ${print(sample)}`,
    ArrayContaining: (sample, print) => `a list that contains ${print(sample)}`,
    ObjectContaining: (sample, print) => `an object that contains ${print(sample)}`,
    NumberCloseTo: (sample, print, { precision = 2 }) =>
      `a number less than ${10 ** -precision / 2} away from ${print(sample)}`,
  }

/** @param print shows a value that stands in it */
export function asymmetricWords(value: Asymmetric, print: Print): string {
  const name = value.toString().replace('Not', '')
  const positive = words[name]?.(value.sample, print, value) ?? `${name} ${print(value.sample)}`
  return value.inverse ? `anything but ${positive}` : positive
}
