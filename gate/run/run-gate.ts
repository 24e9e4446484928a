/** One run of the gate, from options to a folder with a verdict in it. */
import { availableParallelism, totalmem } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { canaryName, Redactor } from '#gate/redact.ts'
import type { EngineName } from '#gate/stack/types.ts'
import type { AttachedUrl, LoadedTarget } from '#gate/system/load-target.ts'
import {
  type Caller,
  type CheckRecord,
  type RunRecord,
  recordVersion,
  type Shard,
  type Trouble,
  type Waiver,
} from '#gate/verdict/record.ts'
import { replayCommand } from '#gate/verdict/replay-command.ts'
import { writeRun } from '#gate/verdict/stored-run.ts'
import { type Judgement, judge, judgeClaim } from '#gate/verdict/verdict.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { type Documents, writeDocuments } from './documents.ts'
import type { Progress } from './events.ts'
import { currentCommit, makeRunFolder } from './folder.ts'
import { guideSha256, judgedTarget } from './judged.ts'
import { withLackLines } from './lack-lines.ts'
import type { OwnChecks } from './own/own-checks.ts'
import { type Plan, planSuites } from './plan.ts'
import { claimRecord, isRunnable, RunResults } from './results.ts'
import { assertNoLeaks } from './secret-leaks.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'
import { openSuites, type SuiteRunner } from './suites.ts'

export interface RunOptions {
  /** Folder of the project: suites are found below it. */
  root: string
  target: LoadedTarget
  /** Where an attached target is reached, if checks may disturb it. */
  attachedTo?: AttachedUrl
  claims: readonly AnyClaim[]
  /** Where the checks of the target's own claims are. Default: it has none. */
  ownChecks?: OwnChecks
  waivers: readonly Waiver[]
  engine: EngineName | 'auto'
  only: readonly string[]
  levels?: readonly string[]
  allow: readonly string[]
  quick: boolean
  strict: boolean
  waiversFile: string | undefined
  /** The guide whose claims these are, as it was named; whether it makes fewer than selected. */
  guide?: { file: string; narrows: boolean } | undefined
  /** Documents to keep beside the evidence. */
  documents?: Documents | undefined
  /** What the target is deployed as, if it was said. */
  environment?: string | undefined
  /** Where the random choices of checks come from. */
  seed: number
  /** Which part of the selected claims `claims` are; absent if they are all. */
  shard?: Shard | undefined
  /** What earlier runs say of the other claims, if `--fresh` asks. */
  freshness?: RunRecord['freshness']
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

/**
 * How Ctrl-C reaches a run: the command line sets `requested` and calls `onRequest`, which the run
 * sets while checks run. Before, nothing is started any more; after, the run has its results.
 */
export interface Interrupt {
  requested: boolean
  onRequest?: () => void
}

/** Results still awaited from running checks after Ctrl-C. */
const lastResultsMs = 5_000
const maxWorkers = 8

function newRecord(options: RunOptions, startedAt: Date, commit: string): RunRecord {
  const { target, only, levels = [], quick, strict, allow, at, calledBy, environment } = options
  const printedIn = options.printedIn ?? options.root
  const file = relative(printedIn, target.file)
  const isOutside = file.startsWith('..') || isAbsolute(file)
  return {
    schemaVersion: recordVersion,
    id: '',
    state: 'running',
    startedAt: startedAt.toISOString(),
    preflight: { version: options.version, commit },
    guideSha256: guideSha256(),
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
    options: {
      only: [...only],
      ...(levels.length > 0 ? { levels: [...levels] } : {}),
      ...(options.guide?.narrows ? { guide: options.guide.file } : {}),
      quick,
      strict,
      allow: [...allow],
      ...(environment === undefined ? {} : { environment }),
      at,
      seed: options.seed,
      ...(options.shard === undefined ? {} : { shard: options.shard }),
    },
    ...(calledBy === undefined ? {} : { calledBy }),
    replay: replayCommand({
      ...options,
      root: printedIn,
      guideFile: options.guide?.file,
      freshDays: options.freshness?.maxAgeDays,
    }),
    claims: withLackLines(
      target,
      options.claims.map((claim) => claimRecord(claim, target.config, allow)),
    ),
    waivers: [...options.waivers],
    ...(options.freshness === undefined ? {} : { freshness: options.freshness }),
    troubles: [],
  }
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
  plan: Plan,
  redactor: Redactor,
): Promise<void> {
  const { progress, interrupt } = options
  if (interrupt.requested) return
  const claims = results.run.claims.filter(isRunnable).map((claim) => claim.id)
  let runner: SuiteRunner | undefined
  const interrupted = new Promise<void>((resolve) => {
    interrupt.onRequest = () => {
      runner?.cancel().catch(() => {})
      setTimeout(resolve, lastResultsMs).unref()
    }
  })
  runner = await openSuites({
    root: options.root,
    ...plan,
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
  // Asked through a function: while vitest was prepared, the answer may have changed.
  const stopped = () => interrupt.requested
  if (!stopped()) await Promise.race([runner.run(), interrupted])
}

/** Seals the record, judges it, writes every report, and searches all of it for secrets. */
async function conclude(
  options: RunOptions,
  results: RunResults,
  folder: string,
  redactor: Redactor,
  interrupted: boolean,
): Promise<FinishedRun> {
  results.explainMissing(interrupted ? 'the run was interrupted' : 'the check reported no result')
  if (interrupted) results.trouble({ code: 'PREFLIGHT_E_INTERRUPTED', message: 'Ctrl-C' })
  await results.seal(folder)
  const run = redactor.clean(results.run)
  run.finishedAt = new Date().toISOString()
  run.state = interrupted ? 'interrupted' : 'concluded'
  if (options.documents) run.documents = writeDocuments(folder, options.documents, redactor)
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
  const plan = await planSuites(options, results)
  options.progress.planned(record.claims.flatMap(({ id, checks }) => checks.map(() => id)))
  const redactor = new Redactor()
  const places = { runDir: folder, evidenceDir: join(folder, 'evidence') }
  const session = options.session ?? (await openSession({ ...options, ...places }))
  const context = {
    ...session.context,
    ...places,
    targetFile: options.target.file,
    seed: options.seed,
    ...(options.attachedTo ? { attachedTo: options.attachedTo } : {}),
  }
  redactor.add(canaryName, context.canary)
  let interrupted = false
  try {
    record.engine.name = session.engine.name
    if (plan.files.length > 0 || plan.own) {
      await runSuites(options, { ...session, context }, results, plan, redactor)
    }
    // All results are there: what comes now are reports, which an interrupt does not change.
    interrupted = options.interrupt.requested
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
  return await conclude(options, results, folder, redactor, interrupted)
}
