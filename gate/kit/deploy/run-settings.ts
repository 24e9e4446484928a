/** How a manifest has the backend run, where it says otherwise than the image does. Pure. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { isPlaceholder } from './cloud/places.ts'
import { type ComposeService, readCompose } from './compose/compose-file.ts'
import { serviceFor } from './compose/services.ts'
import { substitute } from './compose/substitution.ts'

export interface StopGrace {
  /** From the signal to the kill; undefined if the manifest leaves the platform's default. */
  seconds?: number | undefined
  /** In place of the image's own. */
  signal?: string | undefined
}

export interface RunSettings {
  stop: StopGrace
  /** As written: a name or a number, with or without a group. */
  user?: string | undefined
  entrypoint: readonly string[]
  command: readonly string[]
  /** Whether an init of the platform is the first process. */
  hasInit: boolean
  /** The command of a health check as Docker has it; `NONE` switches the image's off. */
  health?: readonly string[] | undefined
}

/** A manifest that leaves everything to the image. */
const asTheImage: RunSettings = { stop: {}, entrypoint: [], command: [], hasInit: false }

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

/** The words of a list or, for a health check, of a text; undefined if one of them is open. */
function wordsIn(value: unknown): string[] | undefined {
  const words = typeof value === 'string' ? ['CMD-SHELL', value] : value
  if (!Array.isArray(words)) return undefined
  const texts = words.map(known)
  return texts.every((text) => text !== undefined) ? texts : undefined
}

/** Whether a switch is on, in any of the words that Compose takes. */
const isOn = (value: unknown) => /^(?:true|yes|y|on)$/i.test(known(value) ?? '')

function healthOf(value: unknown): readonly string[] | undefined {
  const { disable, test } = mapOf(value)
  return isOn(disable) ? ['NONE'] : wordsIn(test)
}

function ofService({ written, entrypoint, command }: ComposeService): RunSettings {
  const grace = known(written.stop_grace_period)
  const isOpen = [written.entrypoint, written.command].some(
    (value) => substitute(JSON.stringify(value ?? '')).isOpen,
  )
  return {
    stop: {
      seconds: grace === undefined ? undefined : durationSeconds(grace),
      signal: known(written.stop_signal),
    },
    user: known(written.user),
    // What only the operator knows is no command that could be tried.
    entrypoint: isOpen ? [] : entrypoint,
    command: isOpen ? [] : command,
    hasInit: isOn(written.init),
    health: healthOf(written.healthcheck),
  }
}

/** Of the backend in a compose file or stack; as the image has it if no service is the backend. */
export function composeRun(text: string, name: string, config: TargetConfig): RunSettings {
  const backend = serviceFor('backend', readCompose(text, name).services, config)
  return backend ? ofService(backend) : asTheImage
}

const ofPlatform = (value: unknown): readonly string[] =>
  (wordsIn(value) ?? []).some(isPlaceholder) ? [] : (wordsIn(value) ?? [])

/** Of a container of an ECS task. */
export function ecsRun(container: YamlMap): RunSettings {
  const { stopTimeout, user, entryPoint, command, healthCheck, linuxParameters } = container
  const isKnown = stopTimeout !== undefined && !isPlaceholder(stopTimeout)
  const seconds = isKnown ? Number(stopTimeout) : Number.NaN
  const health = ofPlatform(mapOf(healthCheck).command)
  return {
    stop: { seconds: Number.isFinite(seconds) ? seconds : undefined },
    user: user === undefined || isPlaceholder(user) ? undefined : String(user),
    entrypoint: ofPlatform(entryPoint),
    command: ofPlatform(command),
    hasInit: mapOf(linuxParameters).initProcessEnabled === true,
    health: health.length === 0 ? undefined : health,
  }
}

/** Whether a signal cannot be handled: the process ends at once. */
export function isKill(signal: string | undefined): boolean {
  return signal !== undefined && /^(?:SIG)?KILL$|^9$/i.test(signal.trim())
}

/** The uid that a user names; undefined for a name that only the image knows. */
export function uidOf(user: string): number | undefined {
  const [name = ''] = user.split(':')
  if (name === 'root') return 0
  return /^\d+$/.test(name) ? Number(name) : undefined
}
