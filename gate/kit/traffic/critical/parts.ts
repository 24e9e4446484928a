/** Parts of a check that do not need each other. */
import { isUnverified, type PreflightError } from '#gate/errors.ts'

/** Tries them one by one: what the config lacks for one keeps no other from being tried. */
export class Parts {
  #lacking: PreflightError | undefined

  /** @returns what the part returns; undefined if the config lacks what it needs */
  async try<T>(part: () => Promise<T>): Promise<T | undefined> {
    try {
      return await part()
    } catch (error) {
      if (!isUnverified(error)) throw error
      this.#lacking ??= error
      return undefined
    }
  }

  /** Why the first of those that were not tried was not; undefined if all were. */
  get lacking(): PreflightError | undefined {
    return this.#lacking
  }
}
