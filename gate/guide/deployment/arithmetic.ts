/** Sums as a guide writes them: `(POOL + OVERFLOW) * instances + 10`. */

type Token = { kind: 'number'; value: number } | { kind: 'name' | 'sign'; text: string }

const token = /\s*(?:(\d[\d,]*(?:\.\d+)?)|([A-Za-z_][\w]*)|([+\-*/()×x·]))/y

/** The words of a sum; undefined if there is anything else in it. */
function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text)
    if (!match) return undefined
    const [, number, name, sign] = match
    if (number !== undefined)
      tokens.push({ kind: 'number', value: Number(number.replaceAll(',', '')) })
    else if (name !== undefined && name !== 'x') tokens.push({ kind: 'name', text: name })
    else tokens.push({ kind: 'sign', text: name ?? sign ?? '' })
  }
  return tokens
}

/** Gives a name its value; undefined if it has none. */
export type Lookup = (name: string) => number | undefined

class Sum {
  readonly #tokens: readonly Token[]
  readonly #lookUp: Lookup
  #at = 0

  constructor(tokens: readonly Token[], lookUp: Lookup) {
    this.#tokens = tokens
    this.#lookUp = lookUp
  }

  /** Whether everything was read. */
  get isDone(): boolean {
    return this.#at === this.#tokens.length
  }

  #take(...signs: readonly string[]): string | undefined {
    const next = this.#tokens[this.#at]
    if (next?.kind !== 'sign' || !signs.includes(next.text)) return undefined
    this.#at += 1
    return next.text
  }

  sum(): number {
    let value = this.#product()
    for (;;) {
      const sign = this.#take('+', '-')
      if (sign === undefined) return value
      const next = this.#product()
      value = sign === '+' ? value + next : value - next
    }
  }

  #product(): number {
    let value = this.#atom()
    for (;;) {
      const sign = this.#take('*', '×', 'x', '·', '/')
      if (sign === undefined) return value
      const next = this.#atom()
      value = sign === '/' ? value / next : value * next
    }
  }

  /** A number, a name or a sum in parentheses; NaN for anything else. */
  #atom(): number {
    if (this.#take('(')) {
      const value = this.sum()
      return this.#take(')') ? value : Number.NaN
    }
    const next = this.#tokens[this.#at]
    if (next === undefined || next.kind === 'sign') return Number.NaN
    this.#at += 1
    return next.kind === 'number' ? next.value : (this.#lookUp(next.text) ?? Number.NaN)
  }
}

/** What a sum comes to; undefined if it is none, or a name has no value. */
export function valueOfSum(text: string, lookUp: Lookup): number | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined || tokens.length === 0) return undefined
  const sum = new Sum(tokens, lookUp)
  const value = sum.sum()
  return sum.isDone && Number.isFinite(value) ? value : undefined
}

/** The names in a sum. */
export function namesInSum(text: string): string[] {
  return (tokensOf(text) ?? []).flatMap((each) => (each.kind === 'name' ? [each.text] : []))
}
