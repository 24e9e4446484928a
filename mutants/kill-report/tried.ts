/** What a report knows of one mutant, and the file that keeps it: later commands add to it. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { generatedResults } from '../generated/judge.ts'
import { mutantResults } from '../judge.ts'

const position = z.object({ line: z.int().positive(), column: z.int().positive() })

/** Where a mutant differs from the reference deployment, and what stands there instead. */
const changeSchema = z.object({
  /** Relative to the project. */
  file: z.string(),
  start: position,
  end: position,
  replacement: z.string(),
})
export type ReportedChange = z.infer<typeof changeSchema>

const common = {
  id: z.string(),
  section: z.string(),
  change: changeSchema,
  /** The claims that failed. */
  failed: z.array(z.string()),
  reason: z.string().optional(),
  seconds: z.number(),
  /** Of the checks that it was tried with. */
  commit: z.string(),
  engine: z.string(),
}

const writtenSchema = z.object({
  kind: z.literal('written'),
  ...common,
  defect: z.string(),
  kills: z.array(z.string()),
  isHarmless: z.boolean(),
  result: z.enum(mutantResults),
})
export type WrittenMutant = z.infer<typeof writtenSchema>

const generatedSchema = z.object({
  kind: z.literal('generated'),
  ...common,
  operator: z.string(),
  /** The changed lines, before and after. */
  from: z.string(),
  to: z.string(),
  result: z.enum(generatedResults),
})
export type GeneratedMutant = z.infer<typeof generatedSchema>

const triedSchema = z.discriminatedUnion('kind', [writtenSchema, generatedSchema])
export type TriedMutant = z.infer<typeof triedSchema>

/** In the folder of a report. */
const resultsFile = 'mutants.jsonl'

/** Appends results. @param folder of the report */
export function keepTried(folder: string, tried: readonly TriedMutant[]): void {
  mkdirSync(folder, { recursive: true })
  const lines = tried.map((each) => `${JSON.stringify(each)}\n`)
  appendFileSync(join(folder, resultsFile), lines.join(''))
}

/** The last result of each mutant; a line that was cut off says nothing. */
export function readTried(folder: string): TriedMutant[] {
  const file = join(folder, resultsFile)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const last = new Map<string, TriedMutant>()
  for (const line of lines) {
    const read = triedSchema.safeParse(parsed(line))
    if (read.success) last.set(read.data.id, read.data)
  }
  return [...last.values()]
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
