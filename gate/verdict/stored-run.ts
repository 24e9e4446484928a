/**
 * The folder of a run: `run.json`, `verdict.json` and `evidence/`. A verdict is computed only from
 * it, so that anybody can recompute it, later and elsewhere.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, normalize, resolve, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { type CheckRecord, type RunRecord, recordVersion, runRecordSchema } from './record.ts'
import { type Judgement, judge } from './verdict.ts'
import { type VerdictDocument, verdictDocument } from './verdict-document.ts'

const runFile = 'run.json'
const verdictFile = 'verdict.json'
const evidenceFolder = 'evidence'

/**
 * Reads the record of a run.
 * @param folder the folder that holds `run.json`
 * @throws PREFLIGHT_E_RUN if it is missing, damaged, or of a version that this cannot read
 */
export function readRun(folder: string): RunRecord {
  const file = join(folder, runFile)
  const found = readJson(file)
  const version = (found as { schemaVersion?: unknown } | null)?.schemaVersion
  if (version !== recordVersion) {
    throw unreadable(
      file,
      `schemaVersion is ${JSON.stringify(version) ?? 'missing'}, expected ${recordVersion}`,
      'read it with the version of Preflight that wrote it',
    )
  }
  const read = runRecordSchema.safeParse(found)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const more = read.error.issues.length - 1
  const where = z.core.toDotPath(issue?.path ?? []) || 'the document'
  throw unreadable(file, `${where}: ${issue?.message}${more > 0 ? ` (and ${more} more)` : ''}`)
}

/**
 * Writes the record of a run, whole or not at all: nobody reads half a file.
 * @throws PREFLIGHT_E_STORAGE if the disk is full or the folder cannot be written
 */
export function writeRun(folder: string, run: RunRecord): void {
  writeWhole(join(folder, runFile), `${JSON.stringify(run, null, 2)}\n`)
}

/** Writes a file through a temporary one beside it; see {@link writeRun}. */
export function writeWhole(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, file)
  } catch (cause) {
    rmSync(temporary, { force: true })
    const full = ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException).code ?? '')
    const why = full ? 'the disk is full' : messageOf(cause)
    throw new PreflightError('PREFLIGHT_E_STORAGE', `cannot write ${file}: ${why}`, {
      cause,
      hint: 'free some space, or choose another folder with --out',
    })
  }
}

/** The recomputed verdict of a stored run, and what is wrong with its folder. */
export interface Verification {
  judgement: Judgement
  problems: string[]
}

/**
 * Recomputes the verdict of a stored run and checks its folder: the run finished, all evidence
 * exists, is unchanged and matches the counts, and the stored verdict is the same. Finds damage and
 * edits, but not a forgery that keeps all files consistent.
 * @throws PREFLIGHT_E_RUN if `run.json` itself cannot be read
 */
export function verifyRun(folder: string): Verification {
  const run = readRun(folder)
  const judgement = judge(run)
  const checks = run.claims.flatMap((claim) => claim.checks)
  const problems = [
    ...unfinishedProblems(run),
    ...repeatedClaims(run),
    ...(run.documents ?? []).flatMap((document) => readSealed(folder, document).problems),
    ...checks.flatMap((check) => evidenceProblems(folder, check)),
    ...ownershipProblems(folder, checks),
    ...verdictProblems(folder, verdictDocument(run, judgement)),
  ]
  return { judgement, problems }
}

/** What {@link verifyRun} says of a run that was ended early, and of no other. */
export function unfinishedProblems({ state }: RunRecord): string[] {
  return state === 'concluded' ? [] : [`the run did not finish: its state is ${state}`]
}

function repeatedClaims({ claims }: RunRecord): string[] {
  const grouped = Map.groupBy(claims, ({ id }) => id)
  return [...grouped].flatMap(([id, { length }]) =>
    length > 1 ? [`claim ${id} is recorded ${length} times`] : [],
  )
}

const observationSchema = z.object({
  seq: z.int().nonnegative(),
  atMs: z.number(),
  kind: z.string(),
  data: z.unknown(),
})

function evidenceProblems(folder: string, check: CheckRecord): string[] {
  const recorded = Object.entries(check.observations).filter(([, count]) => count > 0)
  if (check.evidence === undefined) {
    const problem = 'observations were counted, but no evidence was kept'
    return recorded.length > 0 ? [`${check.claim}: ${problem} (${check.file})`] : []
  }
  const { file, attachments = [] } = check.evidence
  const { content, problems } = readSealed(folder, check.evidence)
  for (const attachment of attachments) problems.push(...readSealed(folder, attachment).problems)
  if (content === undefined) return problems
  const counted = countObservations(content.toString('utf8'))
  if (typeof counted === 'string') return [...problems, `${file}: ${counted}`]
  for (const kind of new Set([...counted.keys(), ...recorded.map(([name]) => name)])) {
    const kept = counted.get(kind) ?? 0
    const expected = new Map(recorded).get(kind) ?? 0
    if (kept === expected) continue
    problems.push(`${file}: ${kept} of kind ${kind}, but ${runFile} counts ${expected}`)
  }
  return problems
}

/** Reads a file of the run, and compares it with its checksum. */
function readSealed(
  folder: string,
  { file, sha256 }: { file: string; sha256: string },
): { content?: Buffer; problems: string[] } {
  if (!isInside(folder, file)) return { problems: [`${file}: outside the folder of the run`] }
  if (!existsSync(join(folder, file))) return { problems: [`${file}: is missing`] }
  const content = readFileSync(join(folder, file))
  const actual = createHash('sha256').update(content).digest('hex')
  const problems = actual === sha256 ? [] : [`${file}: was changed (its sha256 is ${actual})`]
  return { content, problems }
}

/** How many lines of each kind there are, or what is wrong with the first bad one. */
function countObservations(content: string): Map<string, number> | string {
  const counted = new Map<string, number>()
  const lines = content.split('\n')
  if (lines.pop() !== '') return 'the last line is cut off'
  for (const [index, line] of lines.entries()) {
    const read = observationSchema.safeParse(parseJson(line))
    if (!read.success) return `line ${index + 1} is not an observation`
    if (read.data.seq !== index)
      return `line ${index + 1} has seq ${read.data.seq} instead of ${index}`
    counted.set(read.data.kind, (counted.get(read.data.kind) ?? 0) + 1)
  }
  return counted
}

function isInside(folder: string, file: string): boolean {
  return resolve(folder, file).startsWith(resolve(folder) + sep)
}

/**
 * Each evidence file belongs to one check: a check cut out of the record leaves its file behind.
 */
function ownershipProblems(folder: string, checks: readonly CheckRecord[]): string[] {
  const owners = Map.groupBy(
    checks.filter(({ evidence }) => evidence !== undefined),
    ({ evidence }) => normalize(evidence?.file ?? ''),
  )
  const shared = [...owners].flatMap(([file, { length }]) =>
    length > 1 ? [`${file}: recorded by ${length} checks`] : [],
  )
  const stray = globSync(`${evidenceFolder}/**/*.jsonl`, { cwd: folder })
    .filter((file) => !owners.has(normalize(file)))
    .map((file) => `${file}: recorded by no check in ${runFile}`)
  return [...shared, ...stray.sort()]
}

function verdictProblems(folder: string, expected: VerdictDocument): string[] {
  const file = join(folder, verdictFile)
  if (!existsSync(file)) return [`${verdictFile} is missing`]
  const stored = parseJson(readFileSync(file, 'utf8')) as
    | Partial<VerdictDocument>
    | null
    | undefined
  if (isDeepStrictEqual(stored, expected)) return []
  if (stored?.verdict !== expected.verdict) {
    const verdict = JSON.stringify(stored?.verdict) ?? 'nothing'
    return [`${verdictFile} says ${verdict}, but ${runFile} gives ${expected.verdict}`]
  }
  return [`${verdictFile} does not match ${runFile}`]
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw unreadable(file, 'cannot be read', 'give the folder of a run, such as runs/…', cause)
  }
  const found = parseJson(text)
  if (found === undefined) throw unreadable(file, 'not valid JSON; the run may have been killed')
  return found
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(file: string, problem: string, hint?: string, cause?: unknown): PreflightError {
  return new PreflightError('PREFLIGHT_E_RUN', `${file}: ${problem}`, {
    cause,
    ...(hint !== undefined && { hint }),
  })
}
