/** Reads a compose file, as far as the arithmetic of a deployment needs it. */
import { inconclusive } from '#gate/errors.ts'
import { isMap, mapOf, pairsOf, type YamlMap, yamlDocument } from './yaml.ts'

export interface ComposeService {
  name: string
  image: string
  /** The words of `command`; empty where the image's own is used. */
  command: readonly string[]
  /** Values after interpolation; a variable that only the operator's shell knows is left out. */
  environment: Readonly<Record<string, string>>
  /** Paths within the container that are on a volume. */
  mounts: readonly string[]
  /** Files and folders of the operator's machine, as written, and where they are within. */
  binds: readonly { source: string; target: string }[]
  /** `deploy.replicas` or `scale`; 1 by default, as compose has it. */
  replicas: number
}

/** `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?error}`, `$NAME`, and `$$`. */
const interpolation = /\$(?:(\$)|\{(\w+)(?:(:?[-?+])([^}]*))?\}|(\w+))/g

/**
 * A value as compose makes it where the operator's shell sets nothing: defaults hold. `undefined`
 * where it then depends on a variable that has none.
 */
export function interpolated(value: string): string | undefined {
  let unknown = false
  const text = value.replace(interpolation, (_, dollar, _name, operator, word) => {
    if (dollar) return '$'
    if (operator === ':-' || operator === '-') return word
    unknown = true
    return ''
  })
  return unknown ? undefined : text
}

function environmentOf(value: unknown): Record<string, string> {
  const known = pairsOf(value).flatMap(([name, raw]): [string, string][] => {
    const text = raw === undefined || raw === null ? undefined : interpolated(String(raw))
    return text === undefined ? [] : [[name, text]]
  })
  return Object.fromEntries(known)
}

function wordsOf(value: unknown): string[] {
  const words = Array.isArray(value) ? value.map(String) : String(value ?? '').split(/\s+/)
  return words.flatMap((word) => interpolated(word) ?? []).filter((word) => word !== '')
}

/** Short form `volume:/path[:ro]` and long form alike; an anonymous volume is a path alone. */
function mountsOf(value: unknown): string[] {
  const volumes = Array.isArray(value) ? value : []
  return volumes.flatMap((volume) => {
    if (isMap(volume)) return volume.target === undefined ? [] : [String(volume.target)]
    const parts = (interpolated(String(volume)) ?? '').split(':')
    return parts[1] ?? parts[0] ?? []
  })
}

/** Of both forms those whose source is a path; a name is a volume. */
function bindsOf(value: unknown): { source: string; target: string }[] {
  const volumes = Array.isArray(value) ? value : []
  return volumes.flatMap((volume) => {
    const [source = '', target = ''] = isMap(volume)
      ? [String(volume.source ?? ''), String(volume.target ?? '')]
      : (interpolated(String(volume)) ?? '').split(':')
    return /^[./~]/.test(source) && target.startsWith('/') ? [{ source, target }] : []
  })
}

function replicasOf(service: YamlMap): number {
  const asked = mapOf(service.deploy).replicas ?? service.scale ?? 1
  const count = Number(interpolated(String(asked)))
  if (Number.isInteger(count) && count >= 0) return count
  throw inconclusive(`the number of replicas is not in the compose file: ${asked}`)
}

/**
 * The services of a compose file.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where it cannot be read
 */
export function composeServices(text: string): ComposeService[] {
  const { services } = mapOf(yamlDocument(text, 'manifests.compose'))
  return Object.entries(mapOf(services)).map(([name, value]) => {
    const service = mapOf(value)
    return {
      name,
      image: interpolated(String(service.image ?? '')) ?? '',
      command: wordsOf(service.command),
      environment: environmentOf(service.environment),
      mounts: mountsOf(service.volumes),
      binds: bindsOf(service.volumes),
      replicas: replicasOf(service),
    }
  })
}

/** The max_connections that a server's command sets; `undefined` where it leaves the default. */
export function maxConnectionsOf({ command }: ComposeService): number | undefined {
  const setting = /^(?:-c|--)?max[_-]connections=(\d+)$/
  const counts = command.flatMap((word, at) => {
    if (command[at - 1] === '-N') return [Number(word)]
    const count = setting.exec(word)?.[1]
    return count === undefined ? [] : [Number(count)]
  })
  return counts.at(-1)
}
