/** Signs the statement about a run, and keeps the envelope in the run's folder. */
import type { KeyObject } from 'node:crypto'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { sealed } from './envelope.ts'
import { statementOf, statementText } from './statement.ts'

/** Name of the envelope in the folder of a run. */
export const envelopeFile = 'statement.dsse.json'

export interface Signature {
  /** Private. */
  key: KeyObject
  /** Days from the end of the run. */
  validDays: number | undefined
}

/** The signed statement about a run. @param runSha256 of the file `run.json` */
export function renderEnvelope(
  run: RunRecord,
  judgement: Judgement,
  runSha256: string,
  { key, validDays }: Signature,
): string {
  const payload = statementText(statementOf(run, judgement, runSha256, validDays))
  return `${JSON.stringify(sealed(payload, key), null, 2)}\n`
}
