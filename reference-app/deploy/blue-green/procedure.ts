/**
 * Runs the steps of a release, from where the last call left off, and does not touch the serving
 * side until the switch is verified.
 */
import { StepError } from './command.ts'
import { type ColourName, other, type Plan } from './plan.ts'
import { say } from './say.ts'
import { type Action, isRunning, type Run, readState, type State, writeState } from './state.ts'
import {
  drain,
  health,
  migrate,
  pointsTo,
  type Step,
  type StepContext,
  start,
  stop,
  switchOver,
} from './steps.ts'

const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]
/** The schema stays: a release must work with the previous version. */
const back: readonly Step[] = [start, health, switchOver, drain, stop]

/** From this step on traffic may go to the new side. */
const turningPoint = switchOver.name

const exits = { ok: 0, failed: 1, busy: 3, interrupted: 130 } as const

const stepsOf = (action: Action) => (action === 'deploy' ? forward : back)
const hasTurned = ({ action, step }: Run) => {
  const names = stepsOf(action).map(({ name }) => name)
  return names.indexOf(step) > names.indexOf(turningPoint)
}

/** How far a run came, and which side serves. */
function progressOf(run: Run): string {
  const { action, from, to, step, served } = run
  const serving = step === turningPoint ? `${from} or ${to}` : hasTurned(run) ? to : served
  return `${action} from ${from} to ${to} has reached the step "${step}"; ${serving} serves`
}

/** The state in a sentence or two, with what can be done next. */
export function describe(plan: Plan, { run }: State): string {
  if (!run) return `${pointsTo(plan)} serves; no release is in progress`
  const next = `To continue, run the same command again; to return to ${run.from}, run rollback`
  return `${progressOf(run)}. ${next}`
}

/** What to do now: continue the unfinished run, roll it back, or start a new one. */
function nextRun(
  plan: Plan,
  action: Action,
  unfinished: Run | undefined,
): { run: Run; isNew: boolean } {
  const begin = (from: ColourName, to: ColourName): Run => ({
    action,
    from,
    to,
    served: pointsTo(plan),
    step: '',
    startedAt: new Date().toISOString(),
    pid: process.pid,
  })
  if (!unfinished) {
    const from = pointsTo(plan)
    return { run: begin(from, other(from)), isNew: true }
  }
  const continued = { run: { ...unfinished, pid: process.pid }, isNew: false }
  if (unfinished.action === action) return continued
  if (action === 'rollback') return { run: begin(unfinished.to, unfinished.from), isNew: true }
  // An unfinished rollback is completed before anything new is deployed.
  return continued
}

/** @returns the exit code */
export async function proceed(plan: Plan, action: Action, signal: AbortSignal): Promise<number> {
  const state = readState(plan.stateFile)
  if (state.run && isRunning(state.run)) {
    say(`process ${state.run.pid} is running: ${progressOf(state.run)}`)
    return exits.busy
  }
  if (state.run) say(`unfinished: ${describe(plan, state)}`)
  const { run, isNew } = nextRun(plan, action, state.run)
  const context: StepContext = { plan, from: run.from, to: run.to, signal }
  const steps = stepsOf(run.action)
  const first = isNew ? 0 : steps.findIndex(({ name }) => name === run.step)
  say(`${run.action}: ${run.from} to ${run.to}${isNew ? '' : `, continuing at "${run.step}"`}`)
  for (const [index, step] of steps.entries()) {
    if (index < first) continue
    run.step = step.name
    writeState(plan.stateFile, { ...state, run })
    say(`[${index + 1}/${steps.length}] ${step.title(context)}`)
    try {
      await step.run(context)
    } catch (error) {
      return await failed(context, run, error)
    }
  }
  writeState(plan.stateFile, { active: run.to })
  say(`${run.to} serves; ${run.from} is stopped. To undo, run rollback`)
  return exits.ok
}

/**
 * After an interruption everything stays as it is, for the next call. After a failure before the
 * switch the new side is stopped; after the switch, or if it served already, nothing is touched.
 */
async function failed(context: StepContext, run: Run, error: unknown): Promise<number> {
  const { plan, from, to, signal } = context
  if (signal.aborted) {
    say(`interrupted: ${describe(plan, { run })}`)
    return exits.interrupted
  }
  if (!(error instanceof StepError)) throw error
  say(`FAILED at "${run.step}": ${error.message}`)
  if (hasTurned(run) || run.served === to) {
    say(describe(plan, { run }))
    return exits.failed
  }
  const back: StepContext = { ...context, from: to, to: from }
  try {
    if (run.step === turningPoint) await switchOver.run(back)
    await stop.run(back)
    writeState(plan.stateFile, { active: from })
    say(`${from} keeps serving; ${to} was stopped`)
  } catch (problem) {
    if (!(problem instanceof StepError) && !signal.aborted) throw problem
    say(`cleaning up failed too: ${(problem as Error).message}. ${describe(plan, { run })}`)
  }
  return exits.failed
}
