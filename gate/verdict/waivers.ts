/**
 * Waivers: failures that somebody accepted until a day, with a reason and a name. The check of a
 * waived claim still runs and is still reported; only its weight on the verdict is lifted. Whatever
 * is wrong with a waiver makes it waive nothing, so a slip in the file can never hide a failure.
 */

import { isNode, LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { isClaimId } from '#guide/index.ts'
import type { ClaimRecord, ClaimVerdictName, RunRecord, Waiver } from './record.ts'

/** Something to put right in the waiver file. It never changes the verdict by itself. */
export interface WaiverFinding {
  claim: string
  kind: 'expired' | 'malformed' | 'unneeded' | 'unmatched'
  message: string
}

/** What the waivers of a run look at: a claim and what became of it. */
interface Outcome {
  record: Pick<ClaimRecord, 'id'>
  outcome: { verdict: ClaimVerdictName }
}

type WaivedRun = Pick<RunRecord, 'waivers'> & {
  target: Pick<RunRecord['target'], 'name'>
  options: Pick<RunRecord['options'], 'only' | 'at'>
}

const text = (what: string) =>
  z.string(`${what} is missing, or is not text`).trim().min(1, `${what} is empty`)

const entrySchema = z.strictObject(
  {
    claim: text('claim').refine(isClaimId, {
      error: ({ input }) => `no claim is called ${JSON.stringify(input)}`,
    }),
    reason: text('reason'),
    owner: text('owner'),
    expires: z.iso.date('expires is not a day such as 2026-12-31'),
    target: text('target').optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
        : 'it is not a mapping with claim, reason, owner and expires',
  },
)

/**
 * Reads a waiver file: a YAML list of `{claim, reason, owner, expires, target?}`.
 * @param text the content of the file; one without any content is an empty list
 * @param file its name, for messages
 * @returns one waiver per entry; an entry that cannot be used carries `problem`
 * @throws PREFLIGHT_E_WAIVERS, with file and line, if the file is not YAML or not a list
 */
export function parseWaivers(text: string, file: string): Waiver[] {
  const lines = new LineCounter()
  const at = (offset: number | undefined) => `${file}:${lines.linePos(offset ?? 0).line || 1}`
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors[0] ?? document.warnings[0]
  if (broken) throw unreadable(at(broken.pos[0]), `it is not YAML: ${broken.message}`)

  const list = toValue(document, at(0))
  if (list === null) return []
  if (!Array.isArray(list)) throw unreadable(at(document.contents?.range?.[0]), 'it is not a list')
  return list.map((entry: unknown, index) => {
    const where = document.getIn([index], true)
    const offset = isNode(where) ? where.range?.[0] : document.contents?.range?.[0]
    return readEntry(entry, at(offset), index)
  })
}

/** Expands aliases; one that refers to nothing, or a bomb of them, is an unreadable file. */
function toValue(document: ReturnType<typeof parseDocument>, where: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw unreadable(where, `it is not YAML: ${messageOf(error)}`)
  }
}

function unreadable(where: string, problem: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_WAIVERS', `${where}: ${problem}`, {
    hint: 'write a list of entries, each with claim, reason, owner and expires',
  })
}

function readEntry(entry: unknown, where: string, index: number): Waiver {
  const read = entrySchema.safeParse(entry)
  if (read.success) {
    const { target, ...waiver } = read.data
    return target === undefined ? waiver : { ...waiver, target }
  }
  const found = (typeof entry === 'object' ? entry : null) as Record<string, unknown> | null
  const told = (key: string) => (typeof found?.[key] === 'string' ? found[key] : '')
  return {
    claim: told('claim') || `entry ${index + 1}`,
    reason: told('reason'),
    owner: told('owner'),
    expires: told('expires'),
    ...(told('target') && { target: told('target') }),
    problem: `${where}: ${read.error.issues.map((issue) => issue.message).join('; ')}`,
  }
}

/** What the waivers of a run lift, what is wrong with them, and which do not speak of this run. */
export interface AppliedWaivers {
  /** Ids of the claims that at least one waiver lifts. */
  waived: ReadonlySet<string>
  /** The waivers that do. */
  inForce: Waiver[]
  findings: WaiverFinding[]
  /** Waivers of another target, or of a claim outside `--only`: neither used nor wrong. */
  outside: Waiver[]
}

/**
 * Applies the waivers of a run to the outcomes of its claims. A waiver lifts whatever is not good:
 * fail, inconclusive and unverified. Its last day, UTC, is included.
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
    const message = `ended on ${expires} (UTC), judged at ${run.options.at}: ask ${owner}`
    return { kind: 'expired', message }
  }
  if (verdict === undefined) {
    if (run.options.only.length > 0) return 'outside'
    return { kind: 'unmatched', message: `this run has no claim ${claim}: the waiver does nothing` }
  }
  if (verdict === 'pass') return { kind: 'unneeded', message: 'the claim holds: remove the waiver' }
  if (verdict === 'not-applicable') {
    const message = 'the target says that the claim does not apply: remove the waiver'
    return { kind: 'unneeded', message }
  }
  return 'waives'
}

const day = z.iso.date()

/** Days compare as text. A day that is none was never agreed to, so nothing is in force on it. */
function isInForce(expires: string, at: string): boolean {
  return day.safeParse(expires).success && day.safeParse(at).success && at <= expires
}
