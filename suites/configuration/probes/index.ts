/** Every probe, and how they are run. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import type { Redactor } from '#gate/redact.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'
import { backing } from './backing.ts'
import { cache, redisTimeout } from './cache.ts'
import { edge } from './edge.ts'
import { type Finding, runExperiments } from './experiments.ts'
import { keys } from './keys.ts'
import { knobProbe } from './knobs.ts'
import { forwardedLimit, loginLimit } from './limits.ts'
import { listening } from './listening.ts'
import { logLevel, slowQuery } from './logging.ts'
import { mail } from './mail.ts'
import { oauth } from './oauth.ts'
import { poolBound, poolRecycle, poolTimeout } from './pool.ts'
import { ProbeFixture } from './probe-fixture.ts'
import { shutdown, workers } from './processes.ts'
import type { Experiment, SettingProbe } from './setting-probe.ts'
import { debugInDevelopment, surface } from './surface.ts'
import { tokens } from './tokens.ts'
import { uncovered } from './uncovered.ts'

/**
 * Probes of a group share their unchanged starts and observe in this order: one that counts output
 * lines comes first, one that stops the process last. Groups that mostly wait come first, so that
 * others use that time.
 */
export const probes: readonly (readonly SettingProbe[])[] = [
  [poolBound, slowQuery, shutdown],
  [poolTimeout, poolRecycle, redisTimeout],
  [tokens, keys, mail, oauth],
  [logLevel, surface, workers, loginLimit],
  [cache, edge],
  [backing],
  [listening],
]

/** Probes for variables whose effect those above did not show. */
export const otherProbes: readonly SettingProbe[] = [debugInDevelopment, forwardedLimit]

/** Probes for the target's variables; a knob in its config replaces a probe of ours. */
function probesFor(config: TargetConfig): SettingProbe[][] {
  const knobs = Object.entries(config.knobs ?? {})
  const ofKnobs = new Set(knobs.map(([variable]) => variable))
  const ours = probes.map((group) =>
    group.map((probe) => ({
      ...probe,
      variables: () => probe.variables(config).filter((variable) => !ofKnobs.has(variable)),
    })),
  )
  return [...ours, knobs.map(([variable, knob]) => knobProbe(variable, knob))]
    .map((group) => group.filter((probe) => probe.variables(config).length > 0))
    .filter((group) => group.length > 0)
}

async function runGroup(
  group: readonly SettingProbe[],
  report: (finding: Finding) => void,
  ...fixtureOf: Parameters<typeof ProbeFixture.open>
): Promise<void> {
  const [{ config }] = fixtureOf
  const untested = (probe: SettingProbe, thrown: unknown) => {
    for (const variable of probe.variables(config)) {
      report({ variable, effect: undefined, reason: messageOf(thrown) })
    }
  }
  const fixture = await ProbeFixture.open(...fixtureOf)
  const experiments: Experiment[] = []
  try {
    for (const probe of group) {
      const wanted = probe.variables(config)
      const experiment = await probe.open(fixture).catch((thrown) => untested(probe, thrown))
      if (!experiment) continue
      const changes = experiment.changes.filter(({ variable }) => wanted.includes(variable))
      experiments.push({ ...experiment, changes })
    }
    for (const finding of await runExperiments(fixture, experiments)) report(finding)
  } finally {
    await fixture.close()
  }
}

/** Groups that run at once: most of them wait most of the time. */
const lanes = 3

/**
 * Runs every probe that shows a variable of the target, and reports each finding. If a probe cannot
 * run, the reason is reported for each of its variables.
 */
export async function runProbes(
  target: Target,
  stack: StackClient,
  redactor: Redactor,
  report: (finding: Finding) => void,
): Promise<void> {
  const waiting = probesFor(target.config)
  const withoutEffect = new Set<string>()
  const reportOrKeep = (finding: Finding) => {
    const elsewhere = otherProbes.some((probe) =>
      probe.variables(target.config).includes(finding.variable),
    )
    if (finding.effect !== true && elsewhere) withoutEffect.add(finding.variable)
    else report(finding)
  }
  const lane = async () => {
    for (let group = waiting.shift(); group; group = waiting.shift()) {
      await runGroup(group, reportOrKeep, target, stack, redactor)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  for (const probe of otherProbes) {
    const wanted = probe.variables(target.config).some((variable) => withoutEffect.has(variable))
    if (wanted) await runGroup([probe], report, target, stack, redactor)
  }
}

/** Variables that share their unchanged starts. */
const together = 6
/**
 * Tries variables that no other probe covers. Where no effect shows, the variable is untested: it
 * may show where nobody looked.
 * @param samples the sample's value of each
 * @param untilMs when no more are begun, by `performance.now()`
 */
export async function runUncovered(
  { samples, untilMs }: { samples: Readonly<Record<string, string>>; untilMs: number },
  report: (finding: Finding) => void,
  ...fixtureOf: Parameters<typeof ProbeFixture.open>
): Promise<void> {
  const waiting = Object.entries(samples)
  const next = () => waiting.splice(0, together)
  const untested = (variable: string, reason: string) =>
    report({ variable, effect: undefined, reason })
  const shown = (finding: Finding) => {
    if (finding.effect === false) untested(finding.variable, 'no start looked different by it')
    else report(finding)
  }
  const lane = async () => {
    for (let some = next(); some.length > 0; some = next()) {
      if (performance.now() < untilMs) {
        await runGroup([uncovered(Object.fromEntries(some))], shown, ...fixtureOf)
      } else for (const [variable] of some) untested(variable, 'there was no time left to try it')
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
