/** Runs the suites through vitest's Node API and turns each result into a record. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CliOptions, Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import { cacheDir } from '#gate/host/process/tools.ts'
import { configModule, isCheckout } from '#gate/installation.mjs'
import { Redactor } from '#gate/redact.ts'
import { configFace } from '#gate/system/own-name.ts'
import type { CheckRecord, Trouble } from '#gate/verdict/record.ts'
import type { CheckMeta } from './check-meta.ts'
import type { WorkerContext } from './context.ts'
import { isMeasured } from './declared-checks.ts'
import { failuresOf, isAssertion, type ReportedError, troublesOf } from './failures.ts'
import { errorsThatCount } from './limited.ts'

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

/** One result as a record; the evidence's checksum is added when the run is written down. */
export function recordOf(test: TestCase, root: string): CheckRecord {
  const result = test.result()
  const meta = test.meta().preflight
  const redactor = new Redactor()
  for (const [name, value] of meta?.secrets ?? []) redactor.add(name, value)
  const reported: readonly ReportedError[] = result.errors ?? []
  const errors = errorsThatCount(reported, meta?.errorsBeforeLimit, isAssertion)
  const ran = result.state === 'passed' || result.state === 'failed'
  const skipped =
    result.state === 'skipped' ? [{ message: result.note ?? 'the check was skipped' }] : []
  return {
    claim: test.name,
    file: relativeTo(root, test.module),
    name: test.fullName,
    ran,
    seconds: Math.round(test.diagnostic()?.duration ?? 0) / 1000,
    observations: { ...meta?.observations },
    floors: { ...meta?.floors },
    failures: failuresOf(errors, redactor, meta?.asserted),
    troubles: [...troublesOf(errors, redactor), ...skipped],
    ...(meta ? { evidence: evidenceOf(meta) } : {}),
  }
}

function relativeTo(root: string, module: TestModule): string {
  return module.moduleId.startsWith(`${root}/`)
    ? module.moduleId.slice(root.length + 1)
    : module.moduleId
}

export interface SuiteEvents {
  collected(claim: string, file: string): void
  began(claim: string): void
  ended(record: CheckRecord): void
  /** Secrets that a check made, for the final search for leaks. */
  secrets(secrets: readonly [name: string, value: string][]): void
  trouble(trouble: Trouble): void
}

function reporterFor(root: string, events: SuiteEvents): Reporter {
  const errorsOf = (module: TestModule) => {
    for (const error of module.errors()) {
      events.trouble({ message: `cannot load ${relativeTo(root, module)}: ${error.message}` })
    }
  }
  return {
    onTestModuleCollected: (module) => {
      for (const test of module.children.allTests()) {
        if (test.options.mode === 'run') events.collected(test.name, relativeTo(root, module))
      }
    },
    onTestCaseReady: (test) => events.began(test.name),
    onTestCaseResult: (test) => {
      if (test.options.mode !== 'run') return
      events.secrets(test.meta().preflight?.secrets ?? [])
      events.ended(recordOf(test, root))
    },
    onTestModuleEnd: errorsOf,
    onTestRunEnd: (_modules, unhandled) => {
      for (const error of unhandled) events.trouble({ message: error.message })
    },
  }
}

export interface SuiteRun {
  /** Folder of the project. */
  root: string
  /** Suite files relative to the root. */
  files: readonly string[]
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

/** Prepares vitest for the given files and claims. Nothing runs before `run`. */
export async function openSuites(options: SuiteRun): Promise<SuiteRunner> {
  const { root, files, claims, context, events } = options
  const parallel = files.filter((file) => !isMeasured(file))
  const measured = files.filter(isMeasured)
  // One process runs many files: loading the gate for each would take longer than most checks.
  const pool = { pool: 'forks' as const, isolate: false }
  // As a package, the suites are in node_modules, which vitest leaves out by default.
  const exclude: string[] = []
  const shared = { root, ...pool, exclude, provide: { preflight: context }, retry: 0 }
  const projects = [
    { files: parallel, name: 'suites', fileParallelism: true, groupOrder: 0 },
    { files: measured, name: 'measured', fileParallelism: false, groupOrder: 1 },
  ]
    .filter((project) => project.files.length > 0)
    .map(({ files: include, name, fileParallelism, groupOrder }) => ({
      extends: true as const,
      test: { ...shared, name, include: [...include], fileParallelism, sequence: { groupOrder } },
    }))
  const settings: CliOptions = {
    config: false,
    root,
    watch: false,
    reporters: [reporterFor(root, events)],
    testNamePattern: `^(${claims.map(escapePattern).join('|')})$`,
    maxWorkers: options.maxWorkers,
    projects,
    teardownTimeout: 20_000,
  }
  const vite = {
    // In a checkout vitest itself loads the target's config.
    resolve: { alias: { [configModule]: fileURLToPath(configFace) } },
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
