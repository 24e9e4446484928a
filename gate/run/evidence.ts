import { createHash } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { inconclusive, PreflightError } from '#gate/errors.ts'
import type { Redactor } from '#gate/redact.ts'
import type { Attachment } from '#gate/verdict/record.ts'
import { measure } from '#gate/verdict/verdict.ts'

/** One line of an evidence file. */
export interface Observation {
  seq: number
  /** Milliseconds since the start of the check. */
  atMs: number
  kind: string
  data: unknown
}

function write(file: string, how: () => void): void {
  try {
    how()
  } catch (cause) {
    throw new PreflightError('PREFLIGHT_E_STORAGE', `cannot write evidence to ${file}`, {
      cause,
      hint: 'free some space, or choose another folder with --out',
    })
  }
}

/**
 * The recorder of one check. It writes every observation to the evidence file at once, redacted, so
 * that a killed run keeps them, and counts them to compare with the floors.
 */
export class Evidence {
  readonly observations: Record<string, number> = {}
  readonly floors: Record<string, number> = {}
  /** Documents in addition to the evidence file. */
  readonly attachments: Attachment[] = []
  readonly #file: string
  readonly #redactor: Redactor
  readonly #startMs = performance.now()
  #seq = 0

  constructor(file: string, redactor: Redactor) {
    this.#file = file
    this.#redactor = redactor
  }

  /**
   * Records one observation.
   * @param kind floors are counted by kind
   * @param data anything that JSON can hold
   */
  observe(kind: string, data: unknown): void {
    const line: Observation = {
      seq: this.#seq++,
      atMs: Math.round((performance.now() - this.#startMs) * 10) / 10,
      kind,
      data,
    }
    const text = `${JSON.stringify(this.#redactor.clean(line))}\n`
    write(this.#file, () => appendFileSync(this.#file, text))
    this.observations[kind] = (this.observations[kind] ?? 0) + 1
  }

  /**
   * Writes a document (a picture) beside the evidence file, redacted, and records its file and
   * checksum as an observation of the kind `attachment`.
   * @param name ends the file's name: `timeline.svg`
   */
  attach(name: string, text: string): void {
    const path = this.#file.replace(/\.jsonl$/, `.${name}`)
    const content = this.#redactor.redact(text)
    write(path, () => writeFileSync(path, content))
    const sha256 = createHash('sha256').update(content).digest('hex')
    const attachment = { file: basename(path), sha256 }
    this.attachments.push(attachment)
    this.observe('attachment', attachment)
  }

  /** Declares the minimum of observations of a kind; with fewer, the check is inconclusive. */
  floor(kind: string, min: number): void {
    this.floors[kind] = Math.max(this.floors[kind] ?? 0, min)
  }

  /** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if a floor was not reached */
  assertFloors(): void {
    const result = measure(this)
    if ('missing' in result) throw inconclusive(result.missing)
  }
}
