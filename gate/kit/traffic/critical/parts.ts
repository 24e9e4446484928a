/** Parts of a check that do not need each other. */
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { isUnverified, PreflightError } from '#gate/errors.ts'
import { ownValue } from '#gate/own-value.ts'
import { operationsLeftOut } from '#gate/system/load-target.ts'
import { leftOutKey, optionalOperations } from '#guide/optional-operations.ts'

/** An operation of which the config says that there is none, and why. */
export interface LeftOut {
  operation: string
  reason: string
}

/** The error, saying how to leave out what a backend may have none of. */
function withWayOut(error: PreflightError): PreflightError {
  const key = error.missing.find((each) => optionalOperations.map(leftOutKey).includes(each))
  if (key === undefined) return error
  return new PreflightError(error.code, error.message, {
    cause: error,
    missing: error.missing,
    hint: `add it, or list ${key} under notApplicable with the reason why there is none`,
  })
}

/** Tries them one by one: what the config lacks for one keeps no other from being tried. */
export class Parts {
  readonly #none: Readonly<Record<string, string>>
  #lacking: PreflightError | undefined
  readonly #leftOut = new Map<string, LeftOut>()

  constructor(config: Pick<TargetConfig, 'notApplicable'>) {
    this.#none = operationsLeftOut(config)
  }

  /** @returns what the part returns; undefined if the config lacks what it needs */
  async try<T>(part: () => Promise<T>): Promise<T | undefined> {
    try {
      return await part()
    } catch (error) {
      if (!isUnverified(error)) throw error
      const operation = error.missing.find((key) => ownValue(this.#none, key) !== undefined)
      if (operation === undefined) this.#lacking ??= withWayOut(error)
      else this.#leftOut.set(operation, { operation, reason: this.#none[operation] ?? '' })
      return undefined
    }
  }

  /** Why the first of those that were not tried was not; undefined if all were that apply. */
  get lacking(): PreflightError | undefined {
    return this.#lacking
  }

  /** What kept parts from being tried that do not apply. */
  get leftOut(): readonly LeftOut[] {
    return [...this.#leftOut.values()]
  }
}
