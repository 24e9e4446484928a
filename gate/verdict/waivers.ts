/**
 * Waivers: failures that somebody accepted until a date, with a reason and an owner. The check of a
 * waived claim still runs and is reported; it only does not affect the verdict. A waiver with any
 * problem waives nothing, so a mistake in the file can never hide a failure.
 */

import { isNode, LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { isClaimId } from '#guide/index.ts'
import {
  type ClaimRecord,
  type ClaimVerdictName,
  isSelective,
  type RunRecord,
  type Waiver,
} from './record.ts'

/** A problem in the waiver file. It never changes the verdict by itself. */
export interface WaiverFinding {
  claim: string
  kind: 'expired' | 'malformed' | 'unneeded' | 'unmatched'
  message: string
}

/** What a waiver applies to: a claim and its verdict. */
interface Outcome {
  record: Pick<ClaimRecord, 'id'>
  outcome: { verdict: ClaimVerdictName }
}

type WaivedRun = Pick<RunRecord, 'waivers'> & {
  target: Pick<RunRecord['target'], 'name'>
  options: Pick<RunRecord['options'], 'only' | 'levels' | 'at'>
}

const text = (what: string) =>
  z.string(`${what} is missing or not text`).trim().min(1, `${what} is empty`)

/** @param own ids of claims that the guide does not have */
function entrySchema(own: readonly string[]) {
  return z.strictObject(
    {
      claim: text('claim').refine((id) => isClaimId(id) || own.includes(id), {
        error: ({ input }) => `unknown claim ${JSON.stringify(input)}`,
      }),
      reason: text('reason'),
      owner: text('owner'),
      expires: z.iso.date('expires is not a date such as 2026-12-31'),
      target: text('target').optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
          : 'not a mapping with claim, reason, owner and expires',
    },
  )
}

/**
 * Reads a waiver file: a YAML list of `{claim, reason, owner, expires, target?}`.
 * @param text the content of the file; an empty file is an empty list
 * @param file its name, for messages
 * @param own ids of the team's own claims
 * @returns one waiver per entry; an entry that cannot be used carries `problem`
 * @throws PREFLIGHT_E_WAIVERS, with file and line, if the file is not YAML or not a list
 */
export function parseWaivers(text: string, file: string, own: readonly string[] = []): Waiver[] {
  const lines = new LineCounter()
  const at = (offset: number | undefined) => `${file}:${lines.linePos(offset ?? 0).line || 1}`
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
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

type Read = ReturnType<ReturnType<typeof entrySchema>['safeParse']>

function readEntry(read: Read, entry: unknown, where: string, index: number): Waiver {
  if (read.success) {
    const { target, ...waiver } = read.data
    return target === undefined ? waiver : { ...waiver, target }
  }
  const found = (typeof entry === 'object' ? entry : null) as Record<string, unknown> | null
  const textOf = (key: string) => (typeof found?.[key] === 'string' ? found[key] : '')
  return {
    claim: textOf('claim') || `entry ${index + 1}`,
    reason: textOf('reason'),
    owner: textOf('owner'),
    expires: textOf('expires'),
    ...(textOf('target') && { target: textOf('target') }),
    problem: `${where}: ${read.error.issues.map((issue) => issue.message).join('; ')}`,
  }
}

/** The effects and the problems of the waivers of a run. */
export interface AppliedWaivers {
  /** Ids of the waived claims. */
  waived: ReadonlySet<string>
  /** The waivers that waive them. */
  inForce: Waiver[]
  findings: WaiverFinding[]
  /** Waivers of other targets, or of claims outside `--only`: ignored. */
  outside: Waiver[]
}

/**
 * Applies the waivers of a run to the outcomes of its claims. A waiver covers the verdicts fail,
 * inconclusive and unverified, up to and including its last day in UTC.
 */
export function applyWaivers(run: WaivedRun, outcomes: readonly Outcome[]): AppliedWaivers {
  const verdicts = new Map(outcomes.map(({ record, outcome }) => [record.id, outcome.verdict]))
  const applied = {
    waived: new Set<string>(),
    inForce: [] as Waiver[],
    findings: [] as WaiverFinding[],
    outside: [] as Waiver[],
  }
  for (const waiver of run.waivers) {
    const effect = effectOf(waiver, run, verdicts.get(waiver.claim))
    if (effect === 'waives') {
      applied.waived.add(waiver.claim)
      applied.inForce.push(waiver)
    } else if (effect === 'outside') applied.outside.push(waiver)
    else applied.findings.push({ claim: waiver.claim, ...effect })
  }
  return applied
}

function effectOf(
  waiver: Waiver,
  run: WaivedRun,
  verdict: ClaimVerdictName | undefined,
): 'waives' | 'outside' | Omit<WaiverFinding, 'claim'> {
  const { claim, expires, owner, problem, target } = waiver
  if (problem !== undefined) return { kind: 'malformed', message: problem }
  if (target !== undefined && target !== run.target.name) return 'outside'
  if (!isInForce(expires, run.options.at)) {
    const message = `expired on ${expires} (UTC), judged as of ${run.options.at}; ask ${owner}`
    return { kind: 'expired', message }
  }
  if (verdict === undefined) {
    if (isSelective(run)) return 'outside'
    return {
      kind: 'unmatched',
      message: `this run has no claim ${claim}: the waiver has no effect`,
    }
  }
  if (verdict === 'pass')
    return { kind: 'unneeded', message: 'the claim passes: remove the waiver' }
  if (verdict === 'not-applicable') {
    const message = 'the target config says that the claim does not apply: remove the waiver'
    return { kind: 'unneeded', message }
  }
  return 'waives'
}

const day = z.iso.date()

/** Dates compare as text. With an invalid date, nothing is in force. */
function isInForce(expires: string, at: string): boolean {
  return day.safeParse(expires).success && day.safeParse(at).success && at <= expires
}
