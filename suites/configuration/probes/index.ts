/** Every scene, and who plays them. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import type { Redactor } from '#gate/redact.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'
import { backing } from './backing.ts'
import { cache, redisTimeout } from './cache.ts'
import { edge, loginLimit } from './edge.ts'
import { keys } from './keys.ts'
import { knobScene } from './knobs.ts'
import { listening } from './listening.ts'
import { logLevel, slowQuery } from './logging.ts'
import { mail } from './mail.ts'
import { oauth } from './oauth.ts'
import { type Finding, play } from './play.ts'
import { poolBound, poolRecycle, poolTimeout } from './pool.ts'
import { shutdown, workers } from './processes.ts'
import type { Experiment, Scene } from './scene.ts'
import { Stage } from './stage.ts'
import { debugInDevelopment, surface } from './surface.ts'
import { tokens } from './tokens.ts'

/**
 * Scenes that share their unchanged starts stand together, in the order in which they look: one
 * that counts what is printed comes first, one that ends the process last. Groups that wait for
 * long come first, so that others use the time.
 */
export const scenes: readonly (readonly Scene[])[] = [
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
export const otherScenes: readonly Scene[] = [debugInDevelopment]

/** Scenes that show a variable of the target; a knob of its own takes a variable over. */
function scenesFor(config: TargetConfig): Scene[][] {
  const knobs = Object.entries(config.knobs ?? {})
  const own = new Set(knobs.map(([variable]) => variable))
  const ours = scenes.map((group) =>
    group.map((scene) => ({
      ...scene,
      variables: () => scene.variables(config).filter((variable) => !own.has(variable)),
    })),
  )
  return [...ours, knobs.map(([variable, knob]) => knobScene(variable, knob))]
    .map((group) => group.filter((scene) => scene.variables(config).length > 0))
    .filter((group) => group.length > 0)
}

async function playGroup(
  group: readonly Scene[],
  tell: (finding: Finding) => void,
  ...stageOf: Parameters<typeof Stage.open>
): Promise<void> {
  const [{ config }] = stageOf
  const unseen = (scene: Scene, thrown: unknown) => {
    for (const variable of scene.variables(config)) {
      tell({ variable, effect: undefined, why: messageOf(thrown) })
    }
  }
  const stage = await Stage.open(...stageOf)
  const experiments: Experiment[] = []
  try {
    for (const scene of group) {
      const wanted = scene.variables(config)
      const experiment = await scene.open(stage).catch((thrown) => unseen(scene, thrown))
      if (!experiment) continue
      const changes = experiment.changes.filter(({ variable }) => wanted.includes(variable))
      experiments.push({ ...experiment, changes })
    }
    for (const finding of await play(stage, experiments)) tell(finding)
  } finally {
    await stage.close()
  }
}

/** So many groups at once: most of them wait most of the time. */
const lanes = 3

/**
 * Plays every scene that shows a variable of the target, and tells of each finding.
 * A scene that cannot be played tells why, for each of its variables.
 */
export async function playScenes(
  target: Target,
  stack: StackClient,
  redactor: Redactor,
  tell: (finding: Finding) => void,
): Promise<void> {
  const waiting = scenesFor(target.config)
  const dead = new Set<string>()
  const note = (finding: Finding) => {
    const elsewhere = otherScenes.some((scene) =>
      scene.variables(target.config).includes(finding.variable),
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
  for (const scene of otherScenes) {
    const wanted = scene.variables(target.config).some((variable) => dead.has(variable))
    if (wanted) await playGroup([scene], tell, target, stack, redactor)
  }
}
