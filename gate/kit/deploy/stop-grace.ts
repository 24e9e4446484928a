/** How an orchestrator stops the backend, as far as its manifest says it. Pure. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { isPlaceholder } from './cloud/places.ts'
import { type ComposeService, readCompose } from './compose/compose-file.ts'
import { serviceFor } from './compose/services.ts'
import { substitute } from './compose/substitution.ts'
import type { YamlMap } from './compose/yaml.ts'

export interface StopGrace {
  /** From the signal to the kill; undefined if the manifest leaves the platform's default. */
  seconds?: number | undefined
  /** In place of the image's own. */
  signal?: string | undefined
}

const unitSeconds: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
}
const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|ms|s|m|h|d)/g

/** The seconds of a duration of Compose, `1m30s`; undefined for what it does not take. */
export function durationSeconds(text: string): number | undefined {
  if (text === '0') return 0
  const parts = [...text.matchAll(part)]
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return undefined
  return parts.reduce((sum, [, count, unit = 's']) => {
    return sum + Number(count) * (unitSeconds[unit] ?? 1)
  }, 0)
}

/** A text of a service; undefined if only the operator knows it. */
function known(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  const { text, isOpen } = substitute(String(value))
  return isOpen ? undefined : text
}

function ofService({ written }: ComposeService): StopGrace {
  const grace = known(written.stop_grace_period)
  return {
    seconds: grace === undefined ? undefined : durationSeconds(grace),
    signal: known(written.stop_signal),
  }
}

/** Of the backend in a compose file or stack; empty if it is not found. */
export function composeStop(text: string, name: string, config: TargetConfig): StopGrace {
  const backend = serviceFor('backend', readCompose(text, name).services, config)
  return backend ? ofService(backend) : {}
}

/** Of a container of an ECS task. */
export function ecsStop({ stopTimeout }: YamlMap): StopGrace {
  const isKnown = stopTimeout !== undefined && !isPlaceholder(stopTimeout)
  const seconds = isKnown ? Number(stopTimeout) : Number.NaN
  return { seconds: Number.isFinite(seconds) ? seconds : undefined }
}

/** Whether a signal cannot be handled: the process ends at once. */
export function isKill(signal: string | undefined): boolean {
  return signal !== undefined && /^(?:SIG)?KILL$|^9$/i.test(signal.trim())
}
