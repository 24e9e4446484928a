/**
 * What came of mutants in the schema of Stryker's mutation testing reports, which other tools show
 * and compare. Pure.
 */
import type {
  FileResult,
  MutantResult,
  MutantStatus,
  MutationTestResult,
  TestFile,
} from 'mutation-testing-report-schema/api'
import type { GeneratedResult } from '../generated/judge.ts'
import type { MutantResult as WrittenResult } from '../judge.ts'
import type { ReadText } from './change.ts'
import type { GeneratedMutant, TriedMutant, WrittenMutant } from './tried.ts'

/** The checks of a claim are its tests. */
export interface CheckedClaim {
  id: string
  statement: string
  /** Suite files, relative to the project. */
  files: readonly string[]
}

/** More failures than declared are another matter than none: it was noticed. */
const ofWritten: Record<WrittenResult, MutantStatus> = {
  killed: 'Killed',
  collateral: 'Killed',
  survived: 'Survived',
  error: 'RuntimeError',
  'benign-ok': 'Ignored',
}

/** What refuses to start is noticed: nobody can release it. */
const ofGenerated: Record<GeneratedResult, MutantStatus> = {
  killed: 'Killed',
  'refused-to-start': 'Killed',
  survived: 'Survived',
  equivalent: 'Ignored',
  'not-tried': 'Pending',
  error: 'RuntimeError',
}

function statusOf(mutant: TriedMutant): MutantStatus {
  if (mutant.kind === 'generated') return ofGenerated[mutant.result]
  return mutant.isHarmless && mutant.result !== 'error' ? 'Ignored' : ofWritten[mutant.result]
}

function whyOf({ kind, reason, result }: TriedMutant): string | undefined {
  if (kind === 'generated') return reason ?? (result === 'killed' ? undefined : result)
  if (result === 'benign-ok') return 'harmless, and nothing failed'
  return reason === undefined ? undefined : `${result}: ${reason}`
}

function mutantOf(mutant: TriedMutant): MutantResult {
  const { change, failed, id, seconds } = mutant
  const why = whyOf(mutant)
  return {
    id,
    ...(mutant.kind === 'written' ? ofTable(mutant) : ofOperator(mutant)),
    location: { start: change.start, end: change.end },
    replacement: change.replacement,
    status: statusOf(mutant),
    ...(why === undefined ? {} : { statusReason: why }),
    killedBy: failed,
    duration: Math.round(seconds * 1000),
  }
}

function ofTable({ defect, section }: WrittenMutant) {
  return { mutatorName: section, description: defect }
}

function ofOperator({ operator }: GeneratedMutant) {
  return { mutatorName: operator }
}

const languages: Record<string, string> = {
  ts: 'typescript',
  mjs: 'javascript',
  json: 'json',
  yml: 'yaml',
  yaml: 'yaml',
  conf: 'nginx',
  sh: 'bash',
}

function languageOf(file: string): string {
  return languages[file.split('.').at(-1) ?? ''] ?? 'text'
}

/**
 * The document. @param read gives the files that the mutants change, as they are without them
 */
export function strykerReport(
  tried: readonly TriedMutant[],
  claims: readonly CheckedClaim[],
  read: ReadText,
): MutationTestResult {
  const byFile = Map.groupBy(tried, ({ change }) => change.file)
  const files = [...byFile]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, mutants]): [string, FileResult] => [
      file,
      {
        language: languageOf(file),
        source: read(file) ?? '',
        mutants: mutants.map(mutantOf),
      },
    ])
  return {
    schemaVersion: '2',
    thresholds: { high: 100, low: 90 },
    files: Object.fromEntries(files),
    testFiles: testFilesOf(claims),
    framework: { name: 'Preflight' },
  }
}

/** Each claim once: with several files, in the first. */
function testFilesOf(claims: readonly CheckedClaim[]): Record<string, TestFile> {
  const byFile = Map.groupBy(claims, ({ files: [first] }) => first ?? '(no check)')
  const entries = [...byFile].map(([file, tested]): [string, TestFile] => [
    file,
    { tests: tested.map(({ id, statement }) => ({ id, name: `${id}: ${statement}` })) },
  ])
  return Object.fromEntries(entries)
}
