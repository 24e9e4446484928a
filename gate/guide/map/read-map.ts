/** Reads `guide.map.yaml`. */
import { LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { didYouMean } from '#gate/did-you-mean.ts'
import { PreflightError } from '#gate/errors.ts'
import { claims, isClaimId } from '#guide/index.ts'
import { itemKinds } from '#guide/item-kinds.ts'
import type { MapEntry } from './entry.ts'
import { mapVersion } from './write-map.ts'

const claim = z.string('expected the id of a claim').refine(isClaimId, {
  error: ({ input }) => {
    const meant =
      didYouMean(
        String(input),
        claims.map(({ id }) => id),
      ) ?? 'see: preflight list'
    return `unknown claim ${JSON.stringify(input)}; ${meant}`
  },
})

const entrySchema = z.strictObject({
  line: z.int().positive(),
  kind: z.enum(itemKinds),
  section: z.array(z.string()),
  text: z.string(),
  hash: z.string(),
  words: z.string(),
  claims: z.array(claim),
  confirmed: z.boolean(),
  because: z.string().optional(),
})

const mapSchema = z.strictObject({
  version: z.literal(mapVersion),
  guide: z.string(),
  items: z.array(entrySchema),
})

export interface GuideMap {
  /** The name of the guide's file. */
  guide: string
  entries: readonly MapEntry[]
}

function refused(place: string, problem: string, cause?: unknown): PreflightError {
  return new PreflightError('PREFLIGHT_E_GUIDE', `${place}: ${problem}`, {
    hint: 'correct it, or move the file away and make a new one with: preflight guide FILE --init',
    cause,
  })
}

/** What each part of a file says, by the line that it says it in. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter) {
  return (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true)
      const [offset] = (node as { range?: [number] } | undefined)?.range ?? []
      if (offset !== undefined) return lines.linePos(offset).line
    }
    return 1
  }
}

/**
 * @param file the map's name, for messages
 * @throws PreflightError PREFLIGHT_E_GUIDE naming file, line, key and what was expected
 */
export function readMap(text: string, file: string): GuideMap {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // The file is data: neither a tag nor a `%YAML 1.1` at its start makes bytes or dates of it.
    schema: 'core',
    resolveKnownTags: false,
  })
  const [broken] = document.errors
  if (broken) {
    const { line } = lines.linePos(broken.pos[0])
    throw refused(`${file}:${line}`, `not valid YAML: ${broken.message}`, broken)
  }
  const read = mapSchema.safeParse(toValue(document, file))
  if (!read.success) {
    const [issue] = read.error.issues
    const path = issue?.path ?? []
    const key = z.core.toDotPath(path) || 'the map'
    throw refused(`${file}:${lineOf(document, lines)(path)}`, `${key}: ${issue?.message}`)
  }
  const { guide, items } = read.data
  return { guide, entries: items.map(entryOf) }
}

/** Expands aliases; a dangling alias or an alias bomb makes the file unreadable. */
function toValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw refused(file, 'not valid YAML: an alias leads nowhere, or too far', cause)
  }
}

function entryOf({ because, ...entry }: z.infer<typeof entrySchema>): MapEntry {
  return because === undefined ? entry : { ...entry, because }
}
