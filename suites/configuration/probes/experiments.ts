/** Plays probes that go together: which of their variables have an effect. */
import { messageOf, PreflightError } from '#gate/errors.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Launching } from '#gate/system/start.ts'
import { alike, isVoid, type Observation } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import type { Change, Experiment } from './setting-probe.ts'

/** What was found out about one variable. */
export type Finding =
  | { variable: string; effect: boolean; baseline: Observation; changed: Observation }
  | { variable: string; effect: undefined; why: string }

/** An observation, or why there is none. */
type Outcome = { seen: Observation } | { thrown: unknown }

const notReady: Observation = { start: 'refused, or not ready' }

function isNotReady(thrown: unknown): boolean {
  return thrown instanceof PreflightError && thrown.code === 'PREFLIGHT_E_TARGET_NOT_READY'
}

/** What every start of the probes has, with the variables of both kinds. */
function merged(...all: readonly Overrides[]): Overrides {
  const variables = Object.assign({}, ...all.map((each) => each.variables))
  return { ...Object.assign({}, ...all), variables }
}

async function look(
  fixture: ProbeFixture,
  experiment: Experiment,
  launching: Launching,
): Promise<Outcome> {
  try {
    await fixture.emptyRedis()
    return { seen: { start: 'ready', ...(await experiment.observe(launching)) } }
  } catch (thrown) {
    return { thrown }
  }
}

/** One start, and what each experiment sees of it, one after the other. */
async function observe(
  fixture: ProbeFixture,
  experiments: readonly Experiment[],
  overrides: Overrides,
): Promise<Outcome[]> {
  const launching = fixture.start(overrides)
  const outcomes: Outcome[] = []
  try {
    for (const experiment of experiments) outcomes.push(await look(fixture, experiment, launching))
  } finally {
    await (await launching.process()).stop(0)
  }
  return outcomes
}

/** The facets of an observation that a change is about, for the record. */
function facetsOf(observation: Observation, { facets }: Change): Observation {
  return Object.fromEntries(['start', ...facets].map((facet) => [facet, observation[facet]]))
}

/** What a start with the change shows; of several spellings the first that makes a difference. */
async function observeChange(
  fixture: ProbeFixture,
  base: Overrides,
  experiment: Experiment,
  change: Change,
  baseline: Observation,
): Promise<Outcome> {
  let last: Outcome = { thrown: new Error('no value was tried') }
  for (const overrides of change.tries) {
    let [outcome] = (await observe(fixture, [experiment], merged(base, overrides))) as [Outcome]
    if ('thrown' in outcome) {
      if (!isNotReady(outcome.thrown)) return outcome
      if (change.refusalCounts) outcome = { seen: notReady }
      else if ('seen' in last) continue // A spelling that the target does not know.
    }
    last = outcome
    if ('seen' in last && !alike(baseline, last.seen, ['start', ...change.facets])) return last
  }
  return last
}

/** A difference counts where the unchanged start shows twice the same. */
function judge(change: Change, first: Outcome, changed: Outcome, last: Outcome): Finding {
  const { variable, facets } = change
  const unseen = (why: string): Finding => ({ variable, effect: undefined, why })
  for (const outcome of [first, changed, last]) {
    if ('thrown' in outcome) return unseen(messageOf(outcome.thrown))
  }
  const [before, after, again] = [first, changed, last].map((outcome) =>
    'seen' in outcome ? outcome.seen : {},
  ) as [Observation, Observation, Observation]
  if (!alike(before, again, facets)) {
    const shown = [before, again].map((each) => JSON.stringify(facetsOf(each, change)))
    return unseen(`the unchanged target shows ${shown.join(' and then ')}`)
  }
  const effect = !alike(before, after, ['start', ...facets])
  // What neither shows may be there all the same, where nobody could look.
  if (!effect && isVoid(before, facets)) return unseen(`nothing was seen of ${facets.join(', ')}`)
  const [baseline, seen] = [facetsOf(before, change), facetsOf(after, change)]
  return { variable, effect, baseline, changed: seen }
}

/**
 * Observes the unchanged target, a start with each change, and the unchanged target again. The
 * experiments share the unchanged starts, so what they demand of them must go together.
 */
export async function runExperiments(
  fixture: ProbeFixture,
  experiments: readonly Experiment[],
): Promise<Finding[]> {
  const base = merged(...experiments.map((experiment) => experiment.base))
  const firsts = await observe(fixture, experiments, base)
  const changed: { change: Change; index: number; outcome: Outcome }[] = []
  for (const [index, experiment] of experiments.entries()) {
    const first = firsts[index] as Outcome
    for (const change of experiment.changes) {
      const outcome =
        'thrown' in first
          ? first
          : await observeChange(fixture, base, experiment, change, first.seen)
      changed.push({ change, index, outcome })
    }
  }
  const lasts = await observe(fixture, experiments, base)
  return changed.map(({ change, index, outcome }) =>
    judge(change, firsts[index] as Outcome, outcome, lasts[index] as Outcome),
  )
}
