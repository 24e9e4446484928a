/**
 * Reads compose files and stacks. Values are as Compose resolves them with no variables set, using
 * defaults.
 */
import { inconclusive } from '#gate/errors.ts'
import { substitute } from './substitution.ts'
import { isMap, mapOf, pairsOf, type YamlMap, yamlDocument } from './yaml.ts'

export interface ComposeService {
  name: string
  /** As written, with variables. */
  written: YamlMap
  /** Empty if it depends on a variable without a default. */
  image: string
  /** The words of `command`; empty for the image's own. */
  command: readonly string[]
  /** Variables without a value in the file are left out. */
  environment: Readonly<Record<string, string>>
  /** Container paths that are on a volume. */
  mounts: readonly string[]
  /** Mounted files and folders, as written, with their container path. */
  binds: readonly { source: string; target: string }[]
}

export interface ComposeFile {
  /** As written, merge keys applied. */
  document: unknown
  services: ComposeService[]
}

/** The text that a value is; undefined if it depends on a variable that has no value. */
function known(value: unknown): string | undefined {
  const { text, isOpen } = substitute(String(value))
  return isOpen ? undefined : text
}

/** The text that a value is, variables without a value left out of it. */
const textOf = (value: unknown): string => substitute(String(value ?? '')).text

function environmentOf(value: unknown): Record<string, string> {
  const entries = pairsOf(value).flatMap(([name, raw]): [string, string][] => {
    const text = raw === undefined || raw === null ? undefined : known(raw)
    return text === undefined ? [] : [[name, text]]
  })
  return Object.fromEntries(entries)
}

function wordsOf(value: unknown): string[] {
  const words = Array.isArray(value) ? value.map(textOf) : textOf(value).split(/\s+/)
  return words.filter((word) => word !== '')
}

/** In short form `volume:/path[:ro]` or long form; an anonymous volume is only a path. */
function mountsOf(value: unknown): string[] {
  const volumes = Array.isArray(value) ? value : []
  return volumes.flatMap((volume) => {
    if (isMap(volume)) return volume.target === undefined ? [] : [textOf(volume.target)]
    const parts = textOf(volume).split(':')
    return parts[1] ?? parts[0] ?? []
  })
}

/** In either form; those whose source is a path, not the name of a volume. */
function bindsOf(value: unknown): { source: string; target: string }[] {
  const volumes = Array.isArray(value) ? value : []
  return volumes.flatMap((volume) => {
    const [source = '', target = ''] = isMap(volume)
      ? [textOf(volume.source), textOf(volume.target)]
      : textOf(volume).split(':')
    return /^[./~]/.test(source) && target.startsWith('/') ? [{ source, target }] : []
  })
}

function serviceOf(name: string, value: unknown): ComposeService {
  const service = mapOf(value)
  return {
    name,
    written: service,
    image: textOf(service.image),
    command: wordsOf(service.command),
    environment: environmentOf(service.environment),
    mounts: mountsOf(service.volumes),
    binds: bindsOf(service.volumes),
  }
}

/**
 * Reads a compose file or a stack.
 * @param name the config's key for the file
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is no YAML
 */
export function readCompose(text: string, name = 'manifests.compose'): ComposeFile {
  const document = yamlDocument(text, name)
  const services = Object.entries(mapOf(mapOf(document).services))
  return { document, services: services.map(([key, value]) => serviceOf(key, value)) }
}

/**
 * The copies of a service: `deploy.replicas` or `scale`; 1 by default, as in Compose.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it depends on a variable without a default
 */
export function replicasOf({ written }: ComposeService): number {
  const asked = mapOf(written.deploy).replicas ?? written.scale ?? 1
  const text = known(asked)
  if (text !== undefined && /^\d+$/.test(text)) return Number(text)
  throw inconclusive(`the number of replicas depends on a variable without a default: ${asked}`)
}

/** The max_connections that a server's command sets; `undefined` if it leaves the default. */
export function maxConnectionsOf({ command }: ComposeService): number | undefined {
  const setting = /^(?:-c|--)?max[_-]connections=(\d+)$/
  const counts = command.flatMap((word, at) => {
    if (command[at - 1] === '-N') return [Number(word)]
    const count = setting.exec(word)?.[1]
    return count === undefined ? [] : [Number(count)]
  })
  return counts.at(-1)
}
