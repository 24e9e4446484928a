/**
 * `guide.json` in the folder of a run: where each item of the guide stands. With `run.json` and the
 * guide's text beside it, it is all that the annotated guide is made of.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { itemKinds } from '#guide/item-kinds.ts'

export const guideRecordVersion = 1

/** The names of the two files of a guide in the folder of a run. */
export const guideFiles = { record: 'guide.json', text: 'guide.md' } as const

export const guideItemSchema = z.object({
  /** First and last line in the text, from 1; of several items in one line, in their order. */
  line: z.int().positive(),
  endLine: z.int().positive(),
  kind: z.enum(itemKinds),
  /** The headings above it, outermost first, without the guide's title. */
  section: z.array(z.string()),
  hash: z.string(),
  /**
   * `mapped`: its claims verify it. `changed`: the same, but it was edited since a person said so.
   * `no-claim`: a person said that it needs none. `unconfirmed`: its claims are suggestions.
   * `unmapped`: nothing is known of it.
   */
  status: z.enum(['mapped', 'changed', 'no-claim', 'unconfirmed', 'unmapped']),
  /** Ids of claims. Those of an unconfirmed item were run only if other items have them too. */
  claims: z.array(z.string()),
  /** Why it needs no claim. */
  because: z.string().optional(),
})
export type GuideItemRecord = z.infer<typeof guideItemSchema>

/** A place where the guide contradicts itself, or what its own tools say. */
const guideContradictionSchema = z.object({
  /** The kind, which stays the same from run to run. */
  id: z.string(),
  line: z.int().positive(),
  /** Other lines that it follows from. */
  related: z.array(z.int().positive()),
  problem: z.string(),
  /** What was run or computed, and what that printed or came to. */
  ran: z.string(),
  printed: z.string(),
  fix: z.string(),
  /** The claims that a backend deployed so does not meet. */
  claims: z.array(z.string()),
})
export type GuideContradiction = z.infer<typeof guideContradictionSchema>

export const guideRecordSchema = z.object({
  schemaVersion: z.literal(guideRecordVersion),
  /** The guide as it was named on the command line. */
  file: z.string(),
  /** Where the claims of its items come from. */
  source: z.enum(['map', 'ledger']),
  /** In the order of the guide. A code block comes before what is in it. */
  items: z.array(guideItemSchema),
  /** What was known of items that are not in the guide any more; lines are those that they had. */
  gone: z.array(
    guideItemSchema.pick({ line: true, kind: true, section: true, hash: true, claims: true }),
  ),
  /** By line; absent if nobody looked for them. */
  contradictions: z.array(guideContradictionSchema).optional(),
})
export type GuideRecord = z.infer<typeof guideRecordSchema>

/** A guide in the folder of a run. */
export interface StoredGuide {
  record: GuideRecord
  /** As written, without the secrets of the run. */
  text: string
}

/**
 * The guide of a run; undefined if it was run without one.
 * @throws PreflightError PREFLIGHT_E_RUN if a file is damaged
 */
export function readStoredGuide(folder: string): StoredGuide | undefined {
  const file = join(folder, guideFiles.record)
  if (!existsSync(file)) return undefined
  try {
    const record = guideRecordSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { record, text: readFileSync(join(folder, guideFiles.text), 'utf8') }
  } catch (cause) {
    throw new PreflightError('PREFLIGHT_E_RUN', `${file}: ${messageOf(cause)}`, { cause })
  }
}
