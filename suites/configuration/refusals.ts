/** Starts that must be refused, each recorded as an observation. */

import type { SettingName } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Refusal } from '#gate/system/refusal.ts'
import type { Target } from '#gate/system/target.ts'

/** A value as evidence shows it: blanks and absence have to be visible. */
export function shown(value: string | null): string {
  return value === null ? 'unset' : JSON.stringify(value)
}

/** One per worker process: all checks of a file share this start. */
let controlStart: Promise<Control> | undefined

/** A start with valid values. */
export interface Control {
  started: true
  /** From launch until ready: what a start costs on this machine. */
  seconds: number
}

async function startOnce(target: Target): Promise<Control> {
  // One worker is enough to see whether a configuration is accepted, in a quarter of the time.
  const single = target.config.settings?.workers === undefined ? {} : { workers: '1' }
  const startMs = performance.now()
  const running = await target.start(single).ready()
  const seconds = Math.round(performance.now() - startMs) / 1000
  await running.process.stop(0)
  return { started: true, seconds }
}

/** A refusal proves something about the value only if a start with valid values succeeds. */
export async function startControl(target: Target, evidence: Evidence): Promise<Control> {
  controlStart ??= startOnce(target)
  const control = await controlStart
  target.pace.observe(control.seconds * 1000)
  evidence.observe('control start', control)
  evidence.floor('control start', 1)
  return control
}

/** A start with valid values has to be ready in this share of the time of a silent start. */
const maxOfSilence = 0.5

/** Whether a start neither ended nor answered, nor ended its workers again and again. */
function isSilent({ started, workersLoop, crowd, exitCode, signal }: Refusal): boolean {
  return !started && !workersLoop && !crowd && exitCode === null && signal === null
}

/**
 * Whether what came of a start was its own doing. A machine without a free processor is as silent
 * as a backend that hangs, so a valid start has to be quick just then; and nobody sends SIGKILL to
 * itself.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it was not
 */
async function holdAgainstControl(target: Target, evidence: Evidence, refusal: Refusal) {
  if (refusal.signal === 'SIGKILL') {
    throw inconclusive('the start was killed from outside (SIGKILL): out of memory, perhaps')
  }
  if (!isSilent(refusal)) return
  const { seconds } = await startOnce(target)
  evidence.observe('control after a silent start', { seconds, silentSeconds: refusal.seconds })
  if (seconds < refusal.seconds * maxOfSilence) return
  throw inconclusive(
    `the machine is overloaded: a start was silent for ${refusal.seconds} s, ` +
      `and one with valid values then took ${seconds} s`,
  )
}

/**
 * Starts the target with the overrides and records how it exited.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the machine had a part in that
 */
export async function observeRefusal(
  target: Target,
  evidence: Evidence,
  given: string,
  overrides: Overrides,
): Promise<Refusal> {
  const refusal = await target.start(overrides).exit()
  evidence.observe('refusal', { given, ...refusal })
  await holdAgainstControl(target, evidence, refusal)
  return refusal
}

/** This many accepted values are proof enough: each start of a real backend takes seconds. */
const maxAccepted = 5

/**
 * A start for each value of a setting, until enough of them were accepted. The floor is one
 * observation per value, or those until then.
 */
export async function* refusalsOf(
  target: Target,
  evidence: Evidence,
  setting: SettingName,
  values: readonly (string | null)[],
): AsyncGenerator<{ value: string | null; given: string; refusal: Refusal }> {
  const variable = target.variable(setting)
  await startControl(target, evidence)
  let tried = 0
  let accepted = 0
  for (const value of values) {
    if (accepted === maxAccepted) break
    const given = `${variable} ${shown(value)}`
    const refusal = await observeRefusal(target, evidence, given, { [setting]: value })
    tried += 1
    if (refusal.started) accepted += 1
    yield { value, given, refusal }
  }
  evidence.floor('refusal', accepted === maxAccepted ? tried : values.length)
}
