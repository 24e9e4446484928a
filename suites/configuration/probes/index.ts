/** Every probe, and who plays them. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import type { Redactor } from '#gate/redact.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'
import { backing } from './backing.ts'
import { cache, redisTimeout } from './cache.ts'
import { edge, loginLimit } from './edge.ts'
import { type Finding, runExperiments } from './experiments.ts'
import { keys } from './keys.ts'
import { knobProbe } from './knobs.ts'
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

/**
 * Scenes that share their unchanged starts stand together, in the order in which they look: one
 * that counts what is printed comes first, one that ends the process last. Groups that wait for
 * long come first, so that others use the time.
 */
export const probes: readonly (readonly SettingProbe[])[] = [
  [tokens, keys],
  [poolTimeout, poolRecycle],
  [poolBound, slowQuery, shutdown],
  [mail, oauth],
  [redisTimeout],
  [cache, edge],
  [logLevel, surface, workers, loginLimit],
  [backing],
  [listening],
]

/** Where the effect of a variable may show that shows none above. */
export const otherProbes: readonly SettingProbe[] = [debugInDevelopment]

/** Scenes that show a variable of the target; a knob of its own takes a variable over. */
function probesFor(config: TargetConfig): SettingProbe[][] {
  const knobs = Object.entries(config.knobs ?? {})
  const own = new Set(knobs.map(([variable]) => variable))
  const ours = probes.map((group) =>
    group.map((probe) => ({
      ...probe,
      variables: () => probe.variables(config).filter((variable) => !own.has(variable)),
    })),
  )
  return [...ours, knobs.map(([variable, knob]) => knobProbe(variable, knob))]
    .map((group) => group.filter((probe) => probe.variables(config).length > 0))
    .filter((group) => group.length > 0)
}

async function playGroup(
  group: readonly SettingProbe[],
  tell: (finding: Finding) => void,
  ...fixtureOf: Parameters<typeof ProbeFixture.open>
): Promise<void> {
  const [{ config }] = fixtureOf
  const unseen = (probe: SettingProbe, thrown: unknown) => {
    for (const variable of probe.variables(config)) {
      tell({ variable, effect: undefined, why: messageOf(thrown) })
    }
  }
  const fixture = await ProbeFixture.open(...fixtureOf)
  const experiments: Experiment[] = []
  try {
    for (const probe of group) {
      const wanted = probe.variables(config)
      const experiment = await probe.open(fixture).catch((thrown) => unseen(probe, thrown))
      if (!experiment) continue
      const changes = experiment.changes.filter(({ variable }) => wanted.includes(variable))
      experiments.push({ ...experiment, changes })
    }
    for (const finding of await runExperiments(fixture, experiments)) tell(finding)
  } finally {
    await fixture.close()
  }
}

/** So many groups at once: most of them wait most of the time. */
const lanes = 3

/**
 * Plays every probe that shows a variable of the target, and tells of each finding.
 * A probe that cannot be played tells why, for each of its variables.
 */
export async function runProbes(
  target: Target,
  stack: StackClient,
  redactor: Redactor,
  tell: (finding: Finding) => void,
): Promise<void> {
  const waiting = probesFor(target.config)
  const dead = new Set<string>()
  const note = (finding: Finding) => {
    const elsewhere = otherProbes.some((probe) =>
      probe.variables(target.config).includes(finding.variable),
    )
    if (finding.effect === false && elsewhere) dead.add(finding.variable)
    else tell(finding)
  }
  const lane = async () => {
    for (let group = waiting.shift(); group; group = waiting.shift()) {
      await playGroup(group, note, target, stack, redactor)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  for (const probe of otherProbes) {
    const wanted = probe.variables(target.config).some((variable) => dead.has(variable))
    if (wanted) await playGroup([probe], tell, target, stack, redactor)
  }
}
