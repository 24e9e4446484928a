/** What is known of a run of generated mutants, as JSON lines: an interrupted one goes on. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { generatedResults } from './judge.ts'

const result = z.object({
  kind: z.literal('mutant'),
  seed: z.number(),
  id: z.string(),
  commit: z.string(),
  engine: z.string(),
  result: z.enum(generatedResults),
  failed: z.array(z.string()),
  unmeasured: z.array(z.string()),
  reason: z.string().optional(),
  seconds: z.number(),
})
/** Whether a claim passes on the deployment as it is: else it is no witness. */
const control = z.object({
  kind: z.literal('control'),
  claim: z.string(),
  commit: z.string(),
  engine: z.string(),
  passes: z.boolean(),
})
const line = z.discriminatedUnion('kind', [result, control])

type Line = z.infer<typeof line>
export type StoredResult = z.infer<typeof result>

/** What a new result belongs to. */
export interface LedgerKey {
  seed: number
  commit: string
  engine: string
}

/** A line, or nothing where it was cut off by the end of its process. */
function parsed(text: string): Line[] {
  try {
    const read = line.safeParse(JSON.parse(text))
    return read.success ? [read.data] : []
  } catch {
    return []
  }
}

function tried(own: StoredResult | undefined): StoredResult | undefined {
  return own?.result === 'error' ? undefined : own
}

/** Appends each result as soon as it is known. */
export class Ledger {
  readonly #file: string
  readonly #key: LedgerKey
  readonly #lines: Line[]

  constructor(file: string, key: LedgerKey) {
    this.#file = file
    this.#key = key
    const texts = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    this.#lines = texts.flatMap(parsed)
  }

  /**
   * The last result of a mutant for this commit and engine; else that it was noticed for another
   * one. A check that lost what it noticed is found by the written mutants; what survived is tried
   * again, and so is what the gate could not run.
   */
  result(id: string): StoredResult | undefined {
    const { commit, engine } = this.#key
    const all = this.#lines.filter(
      (one) => one.kind === 'mutant' && one.id === id,
    ) as StoredResult[]
    const own = all.findLast((one) => one.commit === commit && one.engine === engine)
    if (own && own.result !== 'error' && own.result !== 'not-tried') return own
    return (
      all.findLast(({ result }) => result === 'killed' || result === 'refused-to-start') ??
      tried(own)
    )
  }

  /** Whether a claim passes on the control; undefined where it was not asked. */
  control(claim: string): boolean | undefined {
    const { commit, engine } = this.#key
    const found = this.#lines.findLast(
      (one) =>
        one.kind === 'control' &&
        one.claim === claim &&
        one.commit === commit &&
        one.engine === engine,
    )
    return found?.kind === 'control' ? found.passes : undefined
  }

  addResult(what: Omit<StoredResult, 'kind' | keyof LedgerKey>): StoredResult {
    const stored: StoredResult = { kind: 'mutant', ...this.#key, ...what }
    this.#add(stored)
    return stored
  }

  addControl(claim: string, passes: boolean): void {
    const { commit, engine } = this.#key
    this.#add({ kind: 'control', claim, commit, engine, passes })
  }

  #add(one: Line): void {
    mkdirSync(dirname(this.#file), { recursive: true })
    // A line that was cut off has no end: whatever comes next begins on one of its own.
    const text = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : ''
    const gap = text === '' || text.endsWith('\n') ? '' : '\n'
    appendFileSync(this.#file, `${gap}${JSON.stringify(one)}\n`)
    this.#lines.push(one)
  }
}
