/**
 * Goes through the steps of a release, from where the last call left off, and leaves the side that
 * serves alone until the switch is proven.
 */
import { StepError } from './command.ts'
import { type ColourName, other, type Plan } from './plan.ts'
import { say } from './say.ts'
import { type Action, isAtWork, type Run, readState, type State, writeState } from './state.ts'
import {
  drain,
  health,
  migrate,
  pointsTo,
  type Site,
  type Step,
  start,
  stop,
  switchOver,
} from './steps.ts'

const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]
/** The schema stays: the version before works with it, or it must not be released. */
const back: readonly Step[] = [start, health, switchOver, drain, stop]

/** From this step on traffic may be on the new side. */
const turningPoint = switchOver.name

const exits = { ok: 0, failed: 1, busy: 3, interrupted: 130 } as const

const stepsOf = (action: Action) => (action === 'deploy' ? forward : back)
const hasTurned = ({ action, step }: Run) => {
  const names = stepsOf(action).map(({ name }) => name)
  return names.indexOf(step) > names.indexOf(turningPoint)
}

/** Where things stand, in a sentence or two. */
export function describe(plan: Plan, state: State): string {
  const { run } = state
  if (!run) return `${pointsTo(plan)} serves; nothing is under way`
  const { action, from, to, step } = run
  const before = run.served
  const serves =
    step === turningPoint ? `${from} or ${to} serves` : `${hasTurned(run) ? to : before} serves`
  return (
    `${action} from ${from} to ${to} has come to the step "${step}"; ${serves}. ` +
    `Go on: the same command again. Go back to ${from}: rollback`
  )
}

/** What is to be done now: the run that was left, its way back, or a new one. */
function nextRun(plan: Plan, action: Action, left: Run | undefined): { run: Run; isNew: boolean } {
  const begin = (from: ColourName, to: ColourName): Run => ({
    action,
    from,
    to,
    served: pointsTo(plan),
    step: '',
    startedAt: new Date().toISOString(),
    pid: process.pid,
  })
  if (!left) {
    const from = pointsTo(plan)
    return { run: begin(from, other(from)), isNew: true }
  }
  if (left.action === action) return { run: { ...left, pid: process.pid }, isNew: false }
  if (action === 'rollback') return { run: begin(left.to, left.from), isNew: true }
  // A way back that was left is gone to its end before anything new is deployed.
  return { run: { ...left, pid: process.pid }, isNew: false }
}

/** @returns the exit code */
export async function proceed(plan: Plan, action: Action, signal: AbortSignal): Promise<number> {
  const state = readState(plan.stateFile)
  if (state.run && isAtWork(state.run)) {
    say(`process ${state.run.pid} is at it: ${describe(plan, state)}`)
    return exits.busy
  }
  if (state.run) say(`left: ${describe(plan, state)}`)
  const { run, isNew } = nextRun(plan, action, state.run)
  const site: Site = { plan, from: run.from, to: run.to, signal }
  const steps = stepsOf(run.action)
  const first = isNew ? 0 : steps.findIndex(({ name }) => name === run.step)
  say(`${run.action}: ${run.from} to ${run.to}${isNew ? '' : `, from the step "${run.step}" on`}`)
  for (const [index, step] of steps.entries()) {
    if (index < first) continue
    run.step = step.name
    writeState(plan.stateFile, { ...state, run })
    say(`[${index + 1}/${steps.length}] ${step.title(site)}`)
    try {
      await step.run(site)
    } catch (error) {
      return await failed(site, run, error)
    }
  }
  writeState(plan.stateFile, { active: run.to })
  say(`${run.to} serves; ${run.from} is stopped. Undo with: rollback`)
  return exits.ok
}

/**
 * Interrupted: all stays as it is, for the next call. Before the turning point the new side goes;
 * after it, or where it served already, nothing is touched.
 */
async function failed(site: Site, run: Run, error: unknown): Promise<number> {
  const { plan, from, to, signal } = site
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
  const back: Site = { ...site, from: to, to: from }
  try {
    if (run.step === turningPoint) await switchOver.run(back)
    await stop.run(back)
    writeState(plan.stateFile, { active: from })
    say(`${from} serves on; ${to} was stopped`)
  } catch (problem) {
    if (!(problem instanceof StepError) && !signal.aborted) throw problem
    say(`and could not tidy up: ${(problem as Error).message}. ${describe(plan, { run })}`)
  }
  return exits.failed
}
