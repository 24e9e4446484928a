/** Runs the suites through vitest's Node API and turns each result into a record. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CliOptions, Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import { cacheDir } from '#gate/host/process/tools.ts'
import { isCheckout, suiteModule } from '#gate/installation.mjs'
import { Redactor } from '#gate/redact.ts'
import { faces } from '#gate/system/own-name.ts'
import type { CheckRecord, Trouble } from '#gate/verdict/record.ts'
import type { CheckMeta } from './check-meta.ts'
import type { WorkerContext } from './context.ts'
import { isMeasured } from './declared-checks.ts'
import { failuresOf, isAssertion, type ReportedError, troublesOf } from './failures.ts'
import { withCause } from './likely-cause.ts'
import { errorsThatCount } from './limited.ts'
import { dataChecksPlugin } from './own/data-checks-plugin.ts'
import type { OwnChecks } from './own/own-checks.ts'

/** Where the observations and pictures are, relative to the run's folder. */
function evidenceOf({ evidenceFile, attachments }: CheckMeta) {
  const inFolder = (file: string) => `evidence/${file}`
  const pictures = attachments.map(({ file, sha256 }) => ({ file: inFolder(file), sha256 }))
  return {
    file: inFolder(evidenceFile),
    sha256: '',
    ...(pictures.length > 0 ? { attachments: pictures } : {}),
  }
}

/** When a check ran, for how long and beside what. */
function timesOf(test: TestCase) {
  const times = test.diagnostic()
  const { lane } = test.meta().preflight ?? {}
  return {
    ...(times === undefined ? {} : { startedAt: new Date(times.startTime).toISOString() }),
    seconds: Math.round(times?.duration ?? 0) / 1000,
    ...(lane === undefined ? {} : { lane }),
    ...(isMeasured(test.module.moduleId) ? { alone: true } : {}),
  }
}

/** One result as a record; the evidence's checksum is added when the run is written down. */
export function recordOf(test: TestCase, shown: ShownFile): CheckRecord {
  const result = test.result()
  const meta = test.meta().preflight
  const redactor = new Redactor()
  for (const [name, value] of meta?.secrets ?? []) redactor.add(name, value)
  const reported: readonly ReportedError[] = result.errors ?? []
  const failed = meta?.ownFailure
  const counted = errorsThatCount(reported, meta?.errorsBeforeLimit, isAssertion)
  const errors = failed ? [] : counted
  const ran = result.state === 'passed' || result.state === 'failed'
  const skipped =
    result.state === 'skipped' ? [{ message: result.note ?? 'the check was skipped' }] : []
  const found = withCause(
    {
      failures: failuresOf(errors, redactor, meta?.asserted),
      troubles: troublesOf(errors, redactor),
    },
    meta?.meanwhile ?? { ended: [], deaths: [] },
    redactor,
  )
  return {
    claim: test.name,
    file: shown(test.module),
    name: test.fullName,
    ran,
    ...timesOf(test),
    observations: { ...meta?.observations },
    floors: { ...meta?.floors },
    failures: found.failures,
    troubles: [...(failed ? [redactor.clean(failed)] : found.troubles), ...skipped],
    ...(meta ? { evidence: evidenceOf(meta) } : {}),
  }
}

/** A file of checks as records have it. */
type ShownFile = (module: Pick<TestModule, 'moduleId'>) => string

/** Relative to the folder of the own claims if it is one of theirs, else to the project's. */
function shownFile({ root, own }: Pick<SuiteRun, 'root' | 'own'>): ShownFile {
  const inOwn = new Map(own?.files.map((file) => [join(own.folder, file), file]))
  return ({ moduleId }) => {
    const inRoot = moduleId.startsWith(`${root}/`) ? moduleId.slice(root.length + 1) : moduleId
    return inOwn.get(moduleId) ?? inRoot
  }
}

export interface SuiteEvents {
  collected(claim: string, file: string): void
  began(claim: string): void
  ended(record: CheckRecord): void
  /** Secrets that a check made, for the final search for leaks. */
  secrets(secrets: readonly [name: string, value: string][]): void
  trouble(trouble: Trouble): void
}

function reporterFor(shown: ShownFile, events: SuiteEvents): Reporter {
  const errorsOf = (module: TestModule) => {
    for (const error of module.errors()) {
      events.trouble({ message: `cannot load ${shown(module)}: ${error.message}` })
    }
  }
  return {
    onTestModuleCollected: (module) => {
      for (const test of module.children.allTests()) {
        if (test.options.mode === 'run') events.collected(test.name, shown(module))
      }
    },
    onTestCaseReady: (test) => events.began(test.name),
    onTestCaseResult: (test) => {
      if (test.options.mode !== 'run') return
      events.secrets(test.meta().preflight?.secrets ?? [])
      events.ended(recordOf(test, shown))
    },
    onTestModuleEnd: errorsOf,
    onTestRunEnd: (_modules, unhandled) => {
      for (const error of unhandled) events.trouble({ message: error.message })
    },
  }
}

/** Files with checks of own claims. */
export interface OwnSuites extends Pick<OwnChecks, 'folder' | 'asData'> {
  /** Relative to the folder. */
  files: readonly string[]
}

export interface SuiteRun {
  /** Folder of the project. */
  root: string
  /** Suite files relative to the root. */
  files: readonly string[]
  /** Those of the team's own claims. */
  own?: OwnSuites
  /** Ids of the claims whose checks are run; others in the same files are left out. */
  claims: readonly string[]
  context: WorkerContext
  events: SuiteEvents
  maxWorkers: number
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')
}

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Removes the signal handlers that vitest adds, which would end the process: the gate handles
 * signals. Each goes before a signal can reach it, as signals wait for the event loop.
 */
async function keepingSignals<T>(make: () => Promise<T>): Promise<T> {
  const remove = (event: string | symbol, listener: (...args: unknown[]) => void) => {
    if (signals.some((signal) => signal === event)) {
      queueMicrotask(() => process.off(event, listener))
    }
  }
  process.on('newListener', remove)
  try {
    return await make()
  } finally {
    process.off('newListener', remove)
  }
}

/** A vitest run that is ready to start; `cancel` ends it early and keeps its results so far. */
export interface SuiteRunner {
  run(): Promise<void>
  cancel(): Promise<void>
}

/** Longer than any deadline inside a hook: taking a composition down has 120 s. */
const hookTimeoutMs = 180_000

/**
 * The projects of a run: those that measure times run alone, one by one, after all others.
 * @param root folder of the files
 * @param name of the projects
 */
function projectsOf(root: string, files: readonly string[], name: string, context: WorkerContext) {
  // One process runs many files: loading the gate for each would take longer than most checks.
  const pool = { pool: 'forks' as const, isolate: false }
  // As a package, the suites are in node_modules, which vitest leaves out by default.
  const exclude: string[] = []
  const shared = {
    root,
    ...pool,
    exclude,
    provide: { preflight: context },
    retry: 0,
    hookTimeout: hookTimeoutMs,
  }
  const groups = [
    { include: files.filter((file) => !isMeasured(file)), fileParallelism: true, groupOrder: 0 },
    { include: files.filter(isMeasured), fileParallelism: false, groupOrder: 1 },
  ]
  return groups
    .filter(({ include }) => include.length > 0)
    .map(({ include, fileParallelism, groupOrder }) => ({
      extends: true as const,
      test: {
        ...shared,
        name: groupOrder === 0 ? name : `${name} measured`,
        include,
        fileParallelism,
        sequence: { groupOrder },
      },
    }))
}

/** Prepares vitest for the given files and claims. Nothing runs before `run`. */
export async function openSuites(options: SuiteRun): Promise<SuiteRunner> {
  const { root, files, own, claims, context, events } = options
  const plugins = own ? [dataChecksPlugin(own)] : []
  const ownProjects = own
    ? projectsOf(own.folder, own.files, 'own', context).map((each) => ({ ...each, plugins }))
    : []
  const settings: CliOptions = {
    config: false,
    root,
    watch: false,
    reporters: [reporterFor(shownFile(options), events)],
    testNamePattern: `^(${claims.map(escapePattern).join('|')})$`,
    maxWorkers: options.maxWorkers,
    projects: [...projectsOf(root, files, 'suites', context), ...ownProjects],
    teardownTimeout: 20_000,
  }
  const names = { ...faces, [suiteModule]: import.meta.resolve('#gate/run/own/suite.ts') }
  const alias = Object.entries(names).map(([name, url]) => [name, fileURLToPath(url)])
  const vite = {
    // Own suites are always read by vitest, and in a checkout the target's config.
    resolve: { alias: Object.fromEntries(alias) },
    // As a package, Preflight's folder is not its own to write to.
    ...(isCheckout ? {} : { cacheDir: join(cacheDir(), 'vitest') }),
  }
  const vitest: Vitest = await keepingSignals(() => createVitest('test', settings, vite))
  return {
    run: async () => {
      try {
        await vitest.start()
      } finally {
        await vitest.close()
      }
    },
    cancel: async () => await vitest.cancelCurrentRun('keyboard-input'),
  }
}
