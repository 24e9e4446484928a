/** Starts that must be refused, one after the other, each as an observation. */

import type { SettingName } from '#gate/contract/contract.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Refusal } from '#gate/system/start.ts'
import type { Target } from '#gate/system/target.ts'

/** How a value is shown in evidence: blanks and absence have to be visible. */
export function shown(value: string | null): string {
  return value === null ? 'unset' : JSON.stringify(value)
}

/** One per worker process: the control of every check in a file is the same start. */
let controlStart: Promise<Control> | undefined

/** How the start with good values went. */
export interface Control {
  started: true
  /** From the start of the process until it was ready: what a start costs on this machine. */
  seconds: number
}

async function startOnce(target: Target): Promise<Control> {
  // One worker accepts a configuration as well as four do, in a quarter of the time.
  const single = target.config.settings?.workers === undefined ? {} : { workers: '1' }
  const startMs = performance.now()
  const running = await target.start(single).ready()
  const seconds = Math.round(performance.now() - startMs) / 1000
  await running.process.stop(0)
  return { started: true, seconds }
}

/** Without a start that succeeds, a refusal says nothing about the value. */
export async function startControl(target: Target, evidence: Evidence): Promise<Control> {
  controlStart ??= startOnce(target)
  const control = await controlStart
  evidence.observe('control', control)
  evidence.floor('control', 1)
  return control
}

/** Starts the target with the overrides and records how it ended. */
export async function observeRefusal(
  target: Target,
  evidence: Evidence,
  given: string,
  overrides: Overrides,
): Promise<Refusal> {
  const refusal = await target.start(overrides).exit()
  evidence.observe('refusal', { given, ...refusal })
  return refusal
}

/** So many accepted values prove the point, and each start of a real backend takes seconds. */
const enoughAccepted = 5

/**
 * A start for each value of a setting, until enough were accepted. The floor is that each value was
 * tried, or enough of them accepted.
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
    if (accepted === enoughAccepted) break
    const given = `${variable} ${shown(value)}`
    const refusal = await observeRefusal(target, evidence, given, { [setting]: value })
    tried += 1
    if (refusal.listened) accepted += 1
    yield { value, given, refusal }
  }
  evidence.floor('refusal', accepted === enoughAccepted ? tried : values.length)
}
