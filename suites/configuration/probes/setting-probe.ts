/**
 * A probe: one way of using the target that shows the effect of some variables. The target is
 * started with the probe's base settings and observed, then once with each variable changed, and at
 * the end unchanged again: only what is stable can show an effect.
 */
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Launching } from '#gate/system/start.ts'
import { alike, type Observation, type Observed } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'

/** How late a line of the log may be: a container's comes through the daemon. */
export const lateLineMs = 2_000

export interface SettingProbe {
  name: string
  /** The target's variables that show here; if there are none, the probe is left out. */
  variables(config: TargetConfig): string[]
  /** Prepares what all observations of the probe share. */
  open(fixture: ProbeFixture): Promise<Experiment>
}

export interface Experiment {
  /** Settings of every start. Those that the target lacks are left out. */
  base: Overrides
  changes: readonly Change[]
  /** Observes one start; the caller stops the process. */
  observe(launching: Launching): Promise<Observation>
}

export interface Change {
  variable: string
  /** Values to try in turn: spellings differ between backends. */
  tries: readonly Overrides[]
  /** The facets of the observation that the variable affects. */
  facets: readonly string[]
  /** Whether a start that is refused or does not become ready counts as an effect. */
  refusalCounts?: boolean
  /** Why no difference says nothing: the variable may have an effect that nothing here shows. */
  elsewhere?: string
  /** How the change can share one start with others; if it does not show, it gets its own. */
  shared?: SharedChange
}

export interface SharedChange {
  overrides: Overrides
  /**
   * Whether the observation shows this very value, which no other change of the group can cause.
   * @param baseline of the unchanged start
   */
  isShown(observation: Observation, baseline: Observation): boolean
}

/** The target's variables for these settings. */
export function ofSettings(...names: SettingName[]): SettingProbe['variables'] {
  return ({ settings }) => names.flatMap((name) => settings?.[name] ?? [])
}

/**
 * The change of one setting; none if the target lacks it.
 * @param shared the value of a start that other changes share, and how it shows there
 */
export function changeOf(
  config: TargetConfig,
  name: SettingName,
  values: string | readonly string[],
  facets: readonly string[],
  shared?: { value: string; isShown: SharedChange['isShown'] },
): Change[] {
  const variable = config.settings?.[name]
  if (variable === undefined) return []
  const change = { variable, tries: [values].flat().map((value) => ({ [name]: value })), facets }
  if (shared === undefined) return [change]
  const { value, isShown } = shared
  return [{ ...change, shared: { overrides: { [name]: value }, isShown } }]
}

/** The change of a setting whose value itself is what the facet shows of it. */
export function shownChangeOf(
  config: TargetConfig,
  name: SettingName,
  value: string,
  [facet, shown]: readonly [facet: string, shown: Observed],
): Change[] {
  return changeOf(config, name, value, [facet], { value, isShown: shows(facet, shown) })
}

/** Whether a facet shows a value. */
export function shows(facet: string, shown: Observed): SharedChange['isShown'] {
  return (observation) => alike(observation, { [facet]: shown }, [facet])
}

/** An observation of a target that has become ready. */
export function onReady(
  observe: (running: RunningTarget) => Promise<Observation>,
): Experiment['observe'] {
  return async (launching) => await observe(await launching.ready())
}
