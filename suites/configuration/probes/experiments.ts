/** Runs probes that share their unchanged starts, and finds which variables have an effect. */
import { messageOf, PreflightError } from '#gate/errors.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Launching } from '#gate/system/start.ts'
import { alike, isEmpty, type Observation } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import type { Change, Experiment } from './setting-probe.ts'

/** The finding about one variable. */
export type Finding =
  | { variable: string; effect: boolean; baseline: Observation; changed: Observation }
  | { variable: string; effect: undefined; reason: string }

/** A variable that holds several settings, such as an address, works if one of them does. */
export function clearerOf(one: Finding | undefined, other: Finding): Finding {
  const clear = [true, undefined, false]
  const isClearer = one && clear.indexOf(one.effect) <= clear.indexOf(other.effect)
  return isClearer ? one : other
}

/** An observation, or why there is none. */
type Outcome = { observation: Observation } | { thrown: unknown }

const notReady: Observation = { start: 'refused or not ready' }

function isNotReady(thrown: unknown): boolean {
  return thrown instanceof PreflightError && thrown.code === 'PREFLIGHT_E_TARGET_NOT_READY'
}

/** All overrides in one, with their variables merged; what is set last stands last. */
function merged(...all: readonly Overrides[]): Overrides {
  const variables = Object.assign({}, ...all.map((each) => each.variables))
  const settings = new Map<string, unknown>()
  for (const [name, value] of all.flatMap((each) => Object.entries(each))) {
    settings.delete(name)
    settings.set(name, value)
  }
  return { ...Object.fromEntries(settings), variables }
}

async function observeWith(
  fixture: ProbeFixture,
  experiment: Experiment,
  launching: Launching,
): Promise<Outcome> {
  try {
    await fixture.emptyRedis()
    return { observation: { start: 'ready', ...(await experiment.observe(launching)) } }
  } catch (thrown) {
    return { thrown }
  }
}

/** One start, observed by each experiment in turn. */
async function observe(
  fixture: ProbeFixture,
  experiments: readonly Experiment[],
  overrides: Overrides,
): Promise<Outcome[]> {
  const launching = fixture.start(overrides)
  const outcomes: Outcome[] = []
  try {
    for (const experiment of experiments) {
      outcomes.push(await observeWith(fixture, experiment, launching))
    }
  } finally {
    await (await launching.process()).stop(0)
  }
  return outcomes
}

/** The facets of an observation that a change is about. */
function facetsOf(observation: Observation, { facets }: Change): Observation {
  return Object.fromEntries(['start', ...facets].map((facet) => [facet, observation[facet]]))
}

/** A start with the change; of several spellings, the first that makes a difference. */
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
      if (change.refusalCounts) outcome = { observation: notReady }
      else if ('observation' in last) continue // A spelling that the target does not know.
    }
    last = outcome
    if (!('observation' in last)) continue
    if (!alike(baseline, last.observation, ['start', ...change.facets])) return last
  }
  return last
}

/** Changes that can share a start, if it makes sense for so many. */
const leastShared = 2

/**
 * One start with every change whose value shows by itself; what it shows of each. Those that do not
 * show there are left out: they may have no effect, or stand in each other's way.
 */
async function observeShared(
  fixture: ProbeFixture,
  base: Overrides,
  experiments: readonly Experiment[],
  firsts: readonly Outcome[],
): Promise<Map<Change, Outcome>> {
  const shown = new Map<Change, Outcome>()
  const sharing = experiments.flatMap((experiment, index) => {
    const first = firsts[index] as Outcome
    const changes = experiment.changes.filter(({ shared }) => shared)
    if ('thrown' in first || changes.length === 0) return []
    return [{ experiment, changes, baseline: first.observation }]
  })
  const overrides = sharing.flatMap(({ changes }) =>
    changes.flatMap(({ shared }) => shared?.overrides ?? []),
  )
  if (overrides.length < leastShared) return shown
  const outcomes = await observe(
    fixture,
    sharing.map(({ experiment }) => experiment),
    merged(base, ...overrides),
  )
  for (const [index, { changes, baseline }] of sharing.entries()) {
    const outcome = outcomes[index] as Outcome
    if ('thrown' in outcome) continue
    for (const change of changes) {
      if (change.shared?.isShown(outcome.observation, baseline)) shown.set(change, outcome)
    }
  }
  return shown
}

/** How much is shown of two texts from where they differ. */
const shownLength = 60

/** The beginnings of what two texts do not have in common. */
function firstDifference(one: string, other: string): string {
  let from = 0
  while (from < one.length && one[from] === other[from]) from += 1
  const start = Math.max(0, from - shownLength / 2)
  return [one, other].map((text) => `"${text.slice(start, start + shownLength)}"`).join(' and ')
}

/** A difference counts if both unchanged starts are alike. */
function judge(change: Change, first: Outcome, changed: Outcome, last: Outcome): Finding {
  const { variable, facets, elsewhere } = change
  const untested = (reason: string): Finding => ({ variable, effect: undefined, reason })
  for (const outcome of [first, changed, last]) {
    if ('thrown' in outcome) return untested(messageOf(outcome.thrown))
  }
  const [before, after, again] = [first, changed, last].map((outcome) =>
    'observation' in outcome ? outcome.observation : {},
  ) as [Observation, Observation, Observation]
  if (!alike(before, again, facets)) {
    const [shown, other] = [before, again].map((each) => JSON.stringify(facetsOf(each, change)))
    return untested(`two unchanged starts differ: ${firstDifference(shown ?? '', other ?? '')}`)
  }
  const effect = !alike(before, after, ['start', ...facets])
  // An effect cannot be ruled out if there was nothing to observe.
  if (!effect && isEmpty(before, facets)) return untested(`nothing observed: ${facets.join(', ')}`)
  if (!effect && elsewhere !== undefined) return untested(elsewhere)
  const [baseline, changedFacets] = [facetsOf(before, change), facetsOf(after, change)]
  return { variable, effect, baseline, changed: changedFacets }
}

/**
 * Observes the unchanged target, a start with all changes that show by their value, one with each
 * other change, and the unchanged target again. The experiments share the unchanged starts, so
 * their base settings must not conflict.
 */
export async function runExperiments(
  fixture: ProbeFixture,
  experiments: readonly Experiment[],
): Promise<Finding[]> {
  const base = merged(...experiments.map((experiment) => experiment.base))
  const firsts = await observe(fixture, experiments, base)
  const shown = await observeShared(fixture, base, experiments, firsts)
  const changed: { change: Change; index: number; outcome: Outcome }[] = []
  for (const [index, experiment] of experiments.entries()) {
    const first = firsts[index] as Outcome
    for (const change of experiment.changes) {
      const outcome =
        'thrown' in first
          ? first
          : (shown.get(change) ??
            (await observeChange(fixture, base, experiment, change, first.observation)))
      changed.push({ change, index, outcome })
    }
  }
  const finals = await observe(fixture, experiments, base)
  return changed.map(({ change, index, outcome }) =>
    judge(change, firsts[index] as Outcome, outcome, finals[index] as Outcome),
  )
}
