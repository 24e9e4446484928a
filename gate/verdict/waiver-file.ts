/** Reads a waiver file. What an entry has wrong with it is kept with the entry. */
import { isNode, LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { didYouMean } from '#gate/did-you-mean.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { claims, isClaimId } from '#guide/index.ts'
import type { Waiver } from './record.ts'

const text = (what: string) =>
  z.string(`${what} is missing or not text`).trim().min(1, `${what} is empty`)

/** `unknown claim "pool.recylce": did you mean pool.recycle?`. */
function unknownClaim(input: unknown, own: readonly string[]): string {
  const ids = [...claims.map(({ id }) => id), ...own]
  const meant = didYouMean(String(input), ids)
  return `unknown claim ${JSON.stringify(input)}${meant === undefined ? '' : `: ${meant}`}`
}

/** The keys of an entry besides its claim, in the order of a record. */
const otherKeys = {
  reason: text('reason'),
  owner: text('owner'),
  approver: text('approver').exactOptional(),
  ticket: text('ticket').exactOptional(),
  expires: z.iso.date('expires is not a date such as 2026-12-31'),
  target: text('target').exactOptional(),
  environment: text('environment').exactOptional(),
  digest: z
    .string()
    .regex(/^sha256:[\da-f]{64}$/i, 'digest is not sha256: and 64 hexadecimal digits')
    .exactOptional(),
}

/** @param own ids of claims that the guide does not have */
function entrySchema(own: readonly string[]) {
  const claim = text('claim').refine((id) => isClaimId(id) || own.includes(id), {
    error: ({ input }) => unknownClaim(input, own),
  })
  return z.strictObject({ claim, ...otherKeys }, { error: (issue) => problemOf(issue) })
}

const keys = ['claim', ...Object.keys(otherKeys)]

function problemOf(issue: z.core.$ZodRawIssue): string {
  if (issue.code !== 'unrecognized_keys') {
    return 'not a mapping with claim, reason, owner and expires'
  }
  return issue.keys
    .map((key) => {
      const meant = didYouMean(key, keys)
      return `unknown key ${JSON.stringify(key)}${meant === undefined ? '' : `: ${meant}`}`
    })
    .join(', ')
}

/**
 * Reads a waiver file: a YAML list of `{claim, reason, owner, expires}`, each with what limits it
 * (`target`, `environment`, `digest`) and who and what stands behind it (`approver`, `ticket`).
 * @param text the content of the file; an empty file is an empty list
 * @param file its name, for messages
 * @param own ids of the team's own claims
 * @returns one waiver per entry; an entry that cannot be used carries `problem`
 * @throws PREFLIGHT_E_WAIVERS, with file and line, if the file is not YAML or not a list
 */
export function parseWaivers(text: string, file: string, own: readonly string[] = []): Waiver[] {
  const lines = new LineCounter()
  const at = (offset: number | undefined) => `${file}:${lines.linePos(offset ?? 0).line || 1}`
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // The file is data: neither a tag nor a `%YAML 1.1` at its start makes bytes or dates of it.
    schema: 'core',
    resolveKnownTags: false,
  })
  const broken = document.errors[0] ?? document.warnings[0]
  if (broken) throw unreadable(at(broken.pos[0]), `not valid YAML: ${broken.message}`)

  const list = toValue(document, at(0))
  if (list === null) return []
  if (!Array.isArray(list)) throw unreadable(at(document.contents?.range?.[0]), 'not a list')
  const schema = entrySchema(own)
  return list.map((entry: unknown, index) => {
    const where = document.getIn([index], true)
    const offset = isNode(where) ? where.range?.[0] : document.contents?.range?.[0]
    return readEntry(schema.safeParse(entry), entry, at(offset), index)
  })
}

/** Expands aliases; a dangling alias or an alias bomb makes the file unreadable. */
function toValue(document: ReturnType<typeof parseDocument>, where: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw unreadable(where, `not valid YAML: ${messageOf(error)}`)
  }
}

function unreadable(where: string, problem: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_WAIVERS', `${where}: ${problem}`, {
    hint: 'write a list of entries, each with claim, reason, owner and expires',
  })
}

/** What a reader of the report needs of an entry that cannot be used. */
const shown = ['approver', 'ticket', 'target', 'environment', 'digest'] as const

type Read = ReturnType<ReturnType<typeof entrySchema>['safeParse']>

function readEntry(read: Read, entry: unknown, where: string, index: number): Waiver {
  if (read.success) return read.data
  const found = (typeof entry === 'object' ? entry : null) as Record<string, unknown> | null
  const textOf = (key: string) => (typeof found?.[key] === 'string' ? found[key] : '')
  return {
    claim: textOf('claim') || `entry ${index + 1}`,
    reason: textOf('reason'),
    owner: textOf('owner'),
    expires: textOf('expires'),
    ...Object.fromEntries(shown.flatMap((key) => (textOf(key) ? [[key, textOf(key)]] : []))),
    problem: `${where}: ${read.error.issues.map((issue) => issue.message).join('; ')}`,
  }
}
