/**
 * A probe: one way of using the target in which the effect of some variables shows. The target is
 * started as the probe says and observed; then again with one variable changed, for each of them;
 * and at the end once more unchanged, since only what is stable can show an effect.
 */
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Launching } from '#gate/system/start.ts'
import type { Observation } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'

export interface SettingProbe {
  name: string
  /** The variables of a target that show here; where there are none, the probe is left out. */
  variables(config: TargetConfig): string[]
  /** Prepares what every observation of the probe shares. */
  open(fixture: ProbeFixture): Promise<Experiment>
}

export interface Experiment {
  /** What every start of the probe has. Settings that the target lacks are left out. */
  base: Overrides
  changes: readonly Change[]
  /** Observes one start; the process is ended for it. */
  observe(launching: Launching): Promise<Observation>
}

export interface Change {
  variable: string
  /** Values to try one after the other: spellings differ between backends. */
  tries: readonly Overrides[]
  /** The facets of the observation that the variable is about. */
  facets: readonly string[]
  /** Whether a start that is refused, or does not become ready, is an effect too. */
  refusalCounts?: boolean
}

/** For a probe of settings: the variables that the target has for them. */
export function ofSettings(...names: SettingName[]): SettingProbe['variables'] {
  return ({ settings }) => names.flatMap((name) => settings?.[name] ?? [])
}

/** The change of one setting; none where the target lacks it. */
export function changeOf(
  config: TargetConfig,
  name: SettingName,
  values: string | readonly string[],
  facets: readonly string[],
): Change[] {
  const variable = config.settings?.[name]
  if (variable === undefined) return []
  return [{ variable, tries: [values].flat().map((value) => ({ [name]: value })), facets }]
}

/** An observation of a target that has become ready. */
export function onReady(
  observe: (running: RunningTarget) => Promise<Observation>,
): Experiment['observe'] {
  return async (launching) => await observe(await launching.ready())
}
