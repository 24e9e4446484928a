/** Whether a statement in a run's folder still speaks of what the folder holds. */
import type { KeyObject } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { envelopeSchema, isSignedBy } from './envelope.ts'
import { type Statement, statementOf, statementSchema } from './statement.ts'

interface Judged {
  run: RunRecord
  judgement: Judgement
  /** Of the file `run.json` as it is now. */
  runSha256: string
}

/**
 * What is wrong with a signed statement.
 * @param text the content of the envelope
 * @param key whose signature is demanded; none is checked without it
 * @param nowMs the moment at which it must still count
 */
export function signedProblems(
  text: string,
  judged: Judged,
  { key, nowMs }: { key: KeyObject | undefined; nowMs: number },
): string[] {
  const envelope = envelopeSchema.safeParse(parsed(text))
  if (!envelope.success) return ['is not a DSSE envelope of an in-toto statement']
  // What the key did not sign is not looked at.
  if (key && !isSignedBy(envelope.data, key)) return ['was not signed with this key']
  const payload = Buffer.from(envelope.data.payload, 'base64').toString('utf8')
  const problems = statementProblems(payload, judged)
  if (problems.length > 0) return problems
  const { expiresAt } = statementSchema.parse(parsed(payload)).predicate.preflight
  return Date.parse(expiresAt) < nowMs ? [`expired at ${expiresAt}: run the gate again`] : []
}

/** What is wrong with a statement. @param text its JSON */
export function statementProblems(text: string, judged: Judged): string[] {
  const statement = statementSchema.safeParse(parsed(text))
  return statement.success
    ? differences(statement.data, judged)
    : ['holds no statement that this version can read']
}

/** The parts in which a statement is not the one about this run; how long it counts is its own. */
function differences(statement: Statement, { judgement, run, runSha256 }: Judged): string[] {
  const expected = statementOf(run, judgement, runSha256)
  const parts: [string, (of: Statement) => unknown][] = [
    ['verdict', ({ predicate }) => [predicate.preflight.verdict, predicate.result]],
    ['evidence', ({ predicate }) => predicate.preflight.evidence],
    ['subject', ({ subject }) => subject],
    ['configuration', ({ predicate }) => predicate.configuration],
  ]
  return parts
    .filter(([, partOf]) => !isDeepStrictEqual(partOf(statement), partOf(expected)))
    .map(([name]) => `has another ${name} than the folder`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
