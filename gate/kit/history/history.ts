/**
 * A history of operations on registers, one row per operation with times and results. Stored by
 * column, so that a million rows are checked in a fraction of a second.
 */
import { bytes, floats, type Growing, ints } from './columns.ts'
import { Names } from './names.ts'

export type Kind = 'read' | 'write'

/**
 * `ok`: answered. `failed`: it had no effect. `unknown`: it may have had one, as with a write that
 * timed out.
 */
export type Outcome = 'ok' | 'failed' | 'unknown'

/** One operation. Times are milliseconds of one monotonic clock. */
export interface Operation {
  kind: Kind
  /** The process that answered: a replica, a worker. Operations of one process may overlap. */
  process: string
  /** Which register: `user 3 in company 7`. */
  key: string
  startMs: number
  endMs: number
  outcome: Outcome
  /** The value written or read, in a normal form: `records:read,records:write`. */
  value?: string | undefined
  /** 1, 2, … in the order in which a key's writes started; 0 is the initial value. */
  version?: number | undefined
}

const kinds: readonly Kind[] = ['read', 'write']
const outcomes: readonly Outcome[] = ['ok', 'failed', 'unknown']

/** Codes of `History.kind` and `History.outcome`. */
export const isWrite = 1
export const isOk = 0
export const hasFailed = 1
/** In `History.version` and `History.value`: none. */
export const none = -1

export class History {
  readonly keys = new Names()
  readonly processes = new Names()
  readonly values = new Names()
  readonly #startMs = floats()
  readonly #endMs = floats()
  readonly #kind = bytes()
  readonly #outcome = bytes()
  readonly #key = ints()
  readonly #process = ints()
  readonly #value = ints()
  readonly #version = ints()
  #length = 0

  get length(): number {
    return this.#length
  }

  /**
   * Adds an operation and returns its number.
   * @throws RangeError for an end before the start, a write without a version from 1 on, and an
   * answered read with neither value nor version
   */
  add(operation: Operation): number {
    const { kind, startMs, endMs, version = none } = operation
    if (!(endMs >= startMs))
      throw new RangeError(`an operation ends at ${endMs}, before its start at ${startMs}`)
    const min = kind === 'write' ? 1 : none
    if (!Number.isInteger(version) || version < min) {
      throw new RangeError(`a ${kind} cannot have version ${version}`)
    }
    const isAnswer = kind === 'read' && operation.outcome === 'ok'
    if (isAnswer && version === none && operation.value === undefined) {
      throw new RangeError('an answered read has neither a version nor a value')
    }
    this.#startMs.push(startMs)
    this.#endMs.push(endMs)
    this.#kind.push(kinds.indexOf(kind))
    this.#outcome.push(outcomes.indexOf(operation.outcome))
    this.#key.push(this.keys.number(operation.key))
    this.#process.push(this.processes.number(operation.process))
    this.#value.push(operation.value === undefined ? none : this.values.number(operation.value))
    this.#version.push(version)
    this.#length += 1
    return this.#length - 1
  }

  /** The columns, as views that are valid until the next `add`. */
  columns() {
    return {
      startMs: this.#startMs.view(),
      endMs: this.#endMs.view(),
      kind: this.#kind.view(),
      outcome: this.#outcome.view(),
      key: this.#key.view(),
      process: this.#process.view(),
      value: this.#value.view(),
      version: this.#version.view(),
    }
  }

  /** @throws RangeError if there is no such operation */
  at(index: number): Operation {
    if (index < 0 || index >= this.#length) throw new RangeError(`no operation ${index}`)
    const at = (column: Growing<Float64Array | Int32Array | Uint8Array>) =>
      column.view()[index] as number
    const [value, version] = [at(this.#value), at(this.#version)]
    return {
      kind: kinds[at(this.#kind)] as Kind,
      process: this.processes.name(at(this.#process)),
      key: this.keys.name(at(this.#key)),
      startMs: at(this.#startMs),
      endMs: at(this.#endMs),
      outcome: outcomes[at(this.#outcome)] as Outcome,
      ...(value === none ? {} : { value: this.values.name(value) }),
      ...(version === none ? {} : { version }),
    }
  }

  *[Symbol.iterator](): Generator<Operation> {
    for (let index = 0; index < this.#length; index += 1) yield this.at(index)
  }
}

export type Columns = ReturnType<History['columns']>
