/** One run of the gate, from options to a folder with a verdict in it. */
import { availableParallelism, totalmem } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { canaryName, Redactor } from '#gate/redact.ts'
import type { EngineName } from '#gate/stack/types.ts'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import {
  type Caller,
  type CheckRecord,
  type RunRecord,
  recordVersion,
  type Trouble,
  type Waiver,
} from '#gate/verdict/record.ts'
import { replayCommand } from '#gate/verdict/replay-command.ts'
import { writeRun } from '#gate/verdict/stored-run.ts'
import { type Judgement, judge, judgeClaim } from '#gate/verdict/verdict.ts'
import type { Claim } from '#guide/claim.ts'
import { declaredChecks } from './declared-checks.ts'
import type { Progress } from './events.ts'
import { currentCommit, makeRunFolder } from './folder.ts'
import { judgedTarget } from './judged.ts'
import { claimRecord, isRunnable, RunResults } from './results.ts'
import { assertNoLeaks } from './secret-leaks.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'
import { openSuites, type SuiteRunner } from './suites.ts'

export interface RunOptions {
  /** Folder of the project: suites are found below it. */
  root: string
  target: LoadedTarget
  claims: readonly Claim[]
  waivers: readonly Waiver[]
  engine: EngineName | 'auto'
  only: readonly string[]
  allow: readonly string[]
  quick: boolean
  strict: boolean
  waiversFile: string | undefined
  /** The date as of which waivers are judged: `2026-11-23`. */
  at: string
  /** The same if `--at` gave it. */
  rehearsedAt: string | undefined
  /** Parent of the run's folder. */
  out: string
  version: string
  /** How the tool was called: replay lines are written so that they work. Default: by npm. */
  calledBy?: Caller
  /** The folder in which the replay lines are printed. Default: `root`. */
  printedIn?: string
  openImages: SessionOptions['openImages']
  /** Writes every report of a finished run into its folder. */
  writeReports(folder: string, run: RunRecord, judgement: Judgement): Promise<void>
  progress: Progress
  interrupt: Interrupt
  /** An open session to use instead of one of its own: many runs, one set of servers. */
  session?: Session
}

export interface FinishedRun {
  run: RunRecord
  judgement: Judgement
  /** Absolute. */
  folder: string
}

/** How Ctrl-C reaches a run: the run sets `onRequest`, the command line calls it. */
export interface Interrupt {
  requested: boolean
  onRequest?: () => void
}

/** Results still awaited from running checks after Ctrl-C. */
const lastResultsMs = 5_000
const maxWorkers = 8

function newRecord(options: RunOptions, startedAt: Date, commit: string): RunRecord {
  const { target, only, quick, strict, allow, at, calledBy } = options
  const printedIn = options.printedIn ?? options.root
  const file = relative(printedIn, target.file)
  const isOutside = file.startsWith('..') || isAbsolute(file)
  return {
    schemaVersion: recordVersion,
    id: '',
    state: 'running',
    startedAt: startedAt.toISOString(),
    preflight: { version: options.version, commit },
    target: {
      name: target.config.name,
      config: isOutside && calledBy !== 'npx' ? target.file : file,
      ...judgedTarget(target),
      launch: target.config.launch.kind,
    },
    engine: { name: options.engine, provenance: {} },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cpus: availableParallelism(),
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      node: process.version,
    },
    options: { only: [...only], quick, strict, allow: [...allow], at },
    ...(calledBy === undefined ? {} : { calledBy }),
    replay: replayCommand({ ...options, root: printedIn }),
    claims: options.claims.map((claim) => claimRecord(claim, target.config, allow)),
    waivers: [...options.waivers],
    troubles: [],
  }
}

/** Notes which suite files will report on which claim; answers with the files to run. */
async function planSuites(root: string, results: RunResults): Promise<string[]> {
  const declared = await declaredChecks(root)
  const files = new Set<string>()
  for (const claim of results.run.claims.filter(isRunnable)) {
    for (const file of declared.get(claim.id) ?? []) {
      results.expect(claim.id, file)
      files.add(file)
    }
  }
  return [...files].sort()
}

/**
 * A check that ended after Ctrl-C: its target was taken away while it looked, so what it saw last
 * is no evidence. It counts as not run to its end.
 */
function cutShort(check: CheckRecord): CheckRecord {
  const code = 'PREFLIGHT_E_INTERRUPTED'
  return { ...check, ran: false, troubles: [{ code, message: 'the check was interrupted' }] }
}

/** Runs the suites into the results; returns when all have reported, or shortly after Ctrl-C. */
async function runSuites(
  options: RunOptions,
  session: Session,
  results: RunResults,
  files: readonly string[],
  redactor: Redactor,
): Promise<void> {
  const { progress, interrupt } = options
  const claims = results.run.claims.filter(isRunnable).map((claim) => claim.id)
  let runner: SuiteRunner | undefined
  const interrupted = new Promise<void>((resolve) => {
    interrupt.onRequest = () => {
      progress.note(
        'interrupted: waiting for running checks to stop; press Ctrl-C again to exit at once',
      )
      runner?.cancel().catch(() => {})
      setTimeout(resolve, lastResultsMs).unref()
    }
  })
  runner = await openSuites({
    root: options.root,
    files,
    claims,
    context: session.context,
    maxWorkers: Math.min(availableParallelism(), maxWorkers),
    events: {
      collected: (claim, file) => results.expect(claim, file),
      began: (claim) => progress.began(claim),
      secrets: (secrets) => {
        for (const [name, value] of secrets) redactor.add(name, value)
      },
      trouble: (trouble) => results.trouble(trouble),
      ended: (result) => {
        results.run.firstResultMs ??= Math.round(performance.now())
        const check = interrupt.requested ? cutShort(result) : result
        results.record(check)
        const claim = results.claim(check.claim)
        if (claim) progress.ended(check.claim, judgeClaim(claim), check.seconds)
      },
    },
  })
  if (interrupt.requested) await runner.cancel()
  await Promise.race([runner.run(), interrupted])
}

/** Seals the record, judges it, writes every report, and searches all of it for secrets. */
async function conclude(
  options: RunOptions,
  results: RunResults,
  folder: string,
  redactor: Redactor,
): Promise<FinishedRun> {
  const { run } = results
  const { interrupt } = options
  results.explainMissing(
    interrupt.requested ? 'the run was interrupted' : 'the check reported no result',
  )
  if (interrupt.requested) results.trouble({ code: 'PREFLIGHT_E_INTERRUPTED', message: 'Ctrl-C' })
  await results.seal(folder)
  run.finishedAt = new Date().toISOString()
  run.state = interrupt.requested ? 'interrupted' : 'concluded'
  const judgement = judge(run)
  writeRun(folder, run)
  await options.writeReports(folder, run, judgement)
  const redactions = await assertNoLeaks(folder, redactor)
  if (judgement.counts.run > 0 && redactions === 0) {
    throw new PreflightError(
      'PREFLIGHT_E_SECRET_IN_REPORT',
      'the canary secret was never redacted: redaction does not work',
    )
  }
  return { run, judgement, folder }
}

function troubleOf(error: unknown): Trouble {
  const code = error instanceof PreflightError ? error.code : 'PREFLIGHT_E_INTERNAL'
  return { code, message: messageOf(error) }
}

/**
 * Runs the checks of the selected claims and judges them.
 * @throws PreflightError if the run could not start, or its output could not be written
 */
export async function runGate(options: RunOptions): Promise<FinishedRun> {
  const startedAt = new Date()
  const commit = currentCommit(options.root)
  const record = newRecord(options, startedAt, commit)
  const folder = await makeRunFolder(resolve(options.out), startedAt, commit)
  record.id = folder.split('/').at(-1) ?? folder
  writeRun(folder, record)
  const results = new RunResults(record)
  const files = await planSuites(options.root, results)
  options.progress.total(record.claims.reduce((sum, claim) => sum + claim.checks.length, 0))
  const redactor = new Redactor()
  const places = { runDir: folder, evidenceDir: join(folder, 'evidence') }
  const session = options.session ?? (await openSession({ ...options, ...places }))
  const context = { ...session.context, ...places, targetFile: options.target.file }
  redactor.add(canaryName, context.canary)
  try {
    record.engine.name = session.engine.name
    if (files.length > 0) {
      await runSuites(options, { ...session, context }, results, files, redactor)
    }
    record.engine.provenance = await session.engine.provenance()
    const images = await session.images()
    if (images.length > 0) record.target.images = images
  } catch (error) {
    results.trouble(troubleOf(error))
  } finally {
    options.progress.close()
    // A failed cleanup does not invalidate the measurements.
    if (!options.session) await session.close().catch((error) => results.trouble(troubleOf(error)))
  }
  return await conclude(options, results, folder, redactor)
}
