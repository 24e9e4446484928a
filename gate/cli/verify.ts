/** `preflight verify`: recomputes the verdict of a stored run from its evidence. */
import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { plural } from '#gate/plural.ts'
import { runDigest } from '#gate/report/beside.ts'
import { signedProblems, statementProblems } from '#gate/report/in-toto/check.ts'
import { envelopeFile } from '#gate/report/in-toto/sign.ts'
import { formats } from '#gate/report/index.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { readRun, type Verification, verifyRun } from '#gate/verdict/stored-run.ts'
import { type Counts, exitCodes } from '#gate/verdict/verdict.ts'
import { keyFrom } from './keys.ts'

/** The exit code for a run that nobody may rely on. */
const untrusted = 5
const dayMs = 24 * 60 * 60 * 1000

/**
 * Prints the verdict, or why there is none: a run that was changed, is not signed as demanded, or
 * is too old.
 * @returns the exit code of the recomputed verdict; 5 if the run cannot be relied on
 */
export async function verify(command: Command): Promise<number> {
  const [folder = ''] = command.args
  const { key: file, fresh } = command.opts<{ key?: string; fresh?: number }>()
  const key = file === undefined ? undefined : await keyFrom('--key', 'public', file)
  const run = readRun(folder)
  const verification = verifyRun(folder)
  const problems = [
    ...verification.problems,
    ...ageProblems(run, fresh),
    ...storedStatementProblems(folder, run, verification, key),
  ]
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  const { counts, own, verdict } = verification.judgement
  const measured = `${reachOf(counts)} measured${own ? `, own claims ${reachOf(own)}` : ''}`
  if (problems.length > 0) {
    process.stdout.write(`UNTRUSTED  ${measured}, ${plural(problems.length, 'problem')}\n`)
    return untrusted
  }
  const signed = key ? ', signed' : ''
  process.stdout.write(`${verdict}  ${measured}, evidence is consistent${signed}\n`)
  return exitCodes[verdict]
}

function reachOf({ measured, declared }: Counts): string {
  return `${measured} of ${declared}`
}

function ageProblems({ finishedAt }: RunRecord, freshDays: number | undefined): string[] {
  if (freshDays === undefined || finishedAt === undefined) return []
  const isOld = Date.now() - Date.parse(finishedAt) > freshDays * dayMs
  return isOld ? [`the run ended ${finishedAt}, more than ${plural(freshDays, 'day')} ago`] : []
}

/** What is wrong with the statements in the folder. */
function storedStatementProblems(
  folder: string,
  run: RunRecord,
  { judgement }: Verification,
  key: KeyObject | undefined,
): string[] {
  const judged = { run, judgement, runSha256: runDigest(folder) }
  const plainFile = formats['in-toto'].file
  const [plain, envelope] = [plainFile, envelopeFile].map((name) => {
    const path = join(folder, name)
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  })
  const signed =
    envelope === undefined
      ? key && ['is missing: the run was not signed']
      : signedProblems(envelope, judged, { key, nowMs: Date.now() })
  return [
    ...(plain === undefined ? [] : statementProblems(plain, judged)).map(
      (problem) => `${plainFile} ${problem}`,
    ),
    ...(signed ?? []).map((problem) => `${envelopeFile} ${problem}`),
  ]
}
