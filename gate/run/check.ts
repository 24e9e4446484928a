/**
 * A check of a claim: a vitest test whose name is the claim's id, with the target, the backing
 * services and an evidence recorder as fixtures.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { test as base, inject } from 'vitest'
import type { AnyClaim } from '#guide/claim.ts'
import { type ClaimId, claimById } from '#guide/index.ts'
import type { Samples, WorkerContext } from './context.ts'
import './check-meta.ts'
import './expect/refuse.ts'
import { watchTools } from '#gate/host/process/tools.ts'
import { canaryName, Redactor } from '#gate/redact.ts'
import { connectStack, type StackClient } from '#gate/stack/client.ts'
import { watchDaemon } from '#gate/stack/docker/daemon.ts'
import type { ReadyLaunch } from '#gate/system/launch/ready-launch.ts'
import { isContained } from '#gate/system/listening.ts'
import { attachedTo, type LoadedTarget, loadTarget } from '#gate/system/load-target.ts'
import type { Prepared } from '#gate/system/prepare.ts'
import { watchRateLimits } from '#gate/system/rate-limited.ts'
import { Target } from '#gate/system/target.ts'
import { declaredPrograms, declaredServices } from './declared.ts'
import { Evidence } from './evidence.ts'
import { isAssertion } from './failures.ts'
import { untilFailed } from './given-up.ts'
import { isOwnAnswer, LimitedAnswers, notMeasured } from './limited.ts'
import { unmetNeed } from './needs.ts'
import { type OwnFailures, watchForFailures } from './own-failures.ts'

interface Fixtures {
  context: WorkerContext
  redactor: Redactor
  stack: StackClient
  /** Refuses the programs that the claim does not declare. */
  programs: undefined
  evidence: Evidence
  /** Refuses to begin if the target's config lacks what the claim always needs. */
  needs: undefined
  /** Notices what fails under the check that is the gate's own. */
  ownFailures: OwnFailures
  /** Notices answers of a rate limit, which measure nothing. */
  limits: undefined
  target: Target
  /** Whether fewer samples will do: `--quick`. */
  quick: boolean
  /** How many values of each family to try. */
  samples: Samples
  /** Where every random choice of a check has to come from; `--seed` repeats them. */
  seed: number
}

// Ctrl-C reaches every process of the terminal; only the gate's main process handles it.
process.on('SIGINT', () => {})

/** One per worker process, so that the config is read only once. */
let loadedTarget: Promise<LoadedTarget> | undefined

/** The target of the run. */
function targetOf(context: WorkerContext): Promise<LoadedTarget> {
  loadedTarget ??= loadFor(context)
  return loadedTarget
}

async function loadFor({ targetFile, attachedTo: address }: WorkerContext): Promise<LoadedTarget> {
  const loaded = await loadTarget(targetFile)
  return address ? attachedTo(loaded, address) : loaded
}

/** Claims whose checks judge answers of rate limits themselves. */
const judgesLimits = new Set<string>()

/** A name per claim and suite file, since several files may check one claim. */
function evidenceFileOf(claim: string, suiteFile: string): string {
  const suffix = createHash('sha256').update(suiteFile).digest('hex').slice(0, 6)
  return `${claim}.${suffix}.jsonl`
}

/** A check is named after its claim: see {@link check}. */
async function claimOf({ name }: { name: string }, context: WorkerContext): Promise<AnyClaim> {
  const { own } = await targetOf(context)
  return own.find(({ id }) => id === name) ?? claimById(name as ClaimId)
}

const checkTest = base.extend<Fixtures>({
  context: async ({ task: _ }, use) => await use(inject('preflight')),
  // The config comes first: reading it is what makes its secrets known to redactors.
  redactor: async ({ context }, use) => {
    await targetOf(context)
    await use(new Redactor())
  },
  quick: async ({ context }, use) => await use(context.quick),
  samples: async ({ context }, use) => await use(context.samples),
  seed: async ({ context }, use) => await use(context.seed),
  stack: async ({ context, task }, use) => {
    const stack = connectStack(context.brokerSocket)
    await use(declaredServices(await claimOf(task, context), stack))
    await stack.close()
  },
  programs: [
    async ({ context, task }, use) => {
      watchTools(declaredPrograms(await claimOf(task, context)))
      await use(undefined)
      watchTools(undefined)
    },
    { auto: true },
  ],
  evidence: [
    async ({ context, redactor, task }, use) => {
      const file = evidenceFileOf(task.name, task.file.name)
      redactor.add(canaryName, context.canary)
      const evidence = new Evidence(join(context.evidenceDir, file), redactor)
      const { observations, floors, attachments } = evidence
      const { secrets } = redactor
      // References, still empty here: the recorder fills them while the body runs, and vitest hands
      // the task's meta on to the gate's main process after it. Do not copy any of them.
      const filled = { observations, floors, attachments, secrets, asserted: {} }
      const lane = Number(process.env.VITEST_POOL_ID)
      task.meta.preflight = { evidenceFile: file, lane, ...filled }
      evidence.observe('canary', { value: context.canary })
      await use(evidence)
      if (task.result?.state !== 'fail' && !task.result?.errors?.length) evidence.assertFloors()
    },
    { auto: true },
  ],
  needs: [
    // After the evidence, so that the check leaves a record.
    async ({ context, evidence: _, task }, use) => {
      const unmet = unmetNeed((await targetOf(context)).config, task.name)
      if (unmet) throw unmet
      await use(undefined)
    },
    { auto: true },
  ],
  ownFailures: [
    async ({ context, stack, evidence: _, task }, use) => {
      const { launch } = (await targetOf(context)).config
      const usesDocker = context.engine === 'docker' || isContained(launch)
      const watch = await watchForFailures(stack, usesDocker ? watchDaemon() : undefined)
      await use(watch)
      const failure = await watch.end()
      if (failure && task.meta.preflight) task.meta.preflight.ownFailure = failure
    },
    { auto: true },
  ],
  limits: [
    async ({ evidence, task }, use) => {
      const answers = new LimitedAnswers()
      watchRateLimits(() => answers.note(task.result?.errors?.length ?? 0))
      await use(undefined)
      watchRateLimits(undefined)
      const { count, errorsBefore } = answers
      const config = (await loadedTarget)?.config
      if (errorsBefore === undefined || judgesLimits.has(task.name)) return
      if (config && isOwnAnswer(config)) return
      evidence.observe('answers of a rate limit', { count })
      if (task.meta.preflight) task.meta.preflight.errorsBeforeLimit = errorsBefore
      const after = task.result?.errors?.slice(errorsBefore) ?? []
      throw notMeasured(count, after.filter(isAssertion).length)
    },
    { auto: true },
  ],
  target: async ({ context, redactor, stack, task }, use) => {
    const target = new Target({
      loaded: await targetOf(context),
      stack,
      labels: context.labels,
      redactor,
      quick: context.quick,
      prepared: () => stack.task<Prepared>('prepare', context.targetFile),
      launch: () => stack.task<ReadyLaunch>('launch', context.targetFile),
    })
    await use(target)
    if (task.meta.preflight) task.meta.preflight.meanwhile = target.meanwhile()
    await target.close()
  },
})

/** The body of a check; its parameter has the fixtures. */
export type CheckBody = Parameters<typeof checkTest>[2] extends infer Body
  ? Extract<Body, (...args: never[]) => unknown>
  : never

export interface CheckOptions {
  /** Default 10 min. Only a limit against hanging. */
  timeoutMs?: number
  /**
   * Whether the check says itself what an answer of a rate limit means. Default: a request that
   * gets one was not measured, so the check is inconclusive.
   */
  judgesLimits?: boolean
}

/**
 * Declares a check. Its name is the claim's id, so a check without a claim does not compile.
 * Use `expect.soft` if the check can go on after a failed assertion.
 */
export function check(claim: ClaimId, body: CheckBody, options: CheckOptions = {}): void {
  checkOf(claim, body, options)
}

/** The body, given up if what it uses of the gate fails. */
function guarded(body: CheckBody): CheckBody {
  const run: CheckBody = (fixtures) => untilFailed(fixtures.ownFailures.first, () => body(fixtures))
  // Vitest reads in the text of a body which fixtures it uses.
  return Object.assign(run, { toString: () => body.toString() })
}

/** The same for any claim; the gate has seen to it that there is one. */
export function checkOf(claim: string, body: CheckBody, options: CheckOptions = {}): void {
  if (options.judgesLimits) judgesLimits.add(claim)
  checkTest(claim, { timeout: options.timeoutMs ?? 600_000, retry: 0 }, guarded(body))
}
