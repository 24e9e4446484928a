/** Numbers names from 0, in the order of their first use. */
export class Names {
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []

  get size(): number {
    return this.#names.length
  }

  number(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.#names.length)
    return this.#names.push(name) - 1
  }

  /** @throws RangeError if the number was not given out */
  name(number: number): string {
    const name = this.#names[number]
    if (name === undefined) throw new RangeError(`no name has number ${number}`)
    return name
  }
}
