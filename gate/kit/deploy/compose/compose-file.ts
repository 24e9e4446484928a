/**
 * Reads compose files and stacks. Values are as Compose resolves them with no variables set, using
 * defaults.
 */
import { inconclusive } from '#gate/errors.ts'
import { isMap, mapOf, pairsOf, type YamlMap } from '#gate/yaml-map.ts'
import { commandWords } from './command-words.ts'
import { extendedService } from './extended.ts'
import { type Bind, bindsOf, type Content, contentsOf } from './mounted-files.ts'
import { substitute } from './substitution.ts'
import { yamlDocuments } from './yaml.ts'

export interface ComposeService {
  name: string
  /** As written, with variables, and with what it extends in the same file. */
  written: YamlMap
  /** Empty if it depends on a variable without a default. */
  image: string
  /** The words of `entrypoint`; empty for the image's own. */
  entrypoint: readonly string[]
  /** The words of `command`; empty for the image's own. */
  command: readonly string[]
  /** Variables without a value in the file are left out. */
  environment: Readonly<Record<string, string>>
  /** Container paths that are on a volume. */
  mounts: readonly string[]
  /** Mounted files and folders, from volumes, configs and secrets. */
  binds: readonly Bind[]
  /** Mounted configs whose text is in the compose file. */
  contents: readonly Content[]
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

/** The words of a command; a text that Compose refuses splits at blanks. */
function wordsOf(value: unknown): string[] {
  const text = textOf(value)
  const split = () => commandWords(text) ?? text.split(/\s+/).filter(Boolean)
  return Array.isArray(value) ? value.map(textOf).filter((word) => word !== '') : split()
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

function serviceOf(name: string, document: YamlMap): ComposeService {
  const service = extendedService(name, mapOf(document.services))
  return {
    name,
    written: service,
    image: textOf(service.image),
    entrypoint: wordsOf(service.entrypoint),
    command: wordsOf(service.command),
    environment: environmentOf(service.environment),
    mounts: mountsOf(service.volumes),
    binds: bindsOf(service, document),
    contents: contentsOf(service, document),
  }
}

/**
 * Reads a compose file or a stack.
 * @param name the config's key for the file
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is no YAML
 */
export function readCompose(text: string, name = 'manifests.compose'): ComposeFile {
  const document = yamlDocuments(text, name)
  const names = Object.keys(mapOf(mapOf(document).services))
  return { document, services: names.map((each) => serviceOf(each, mapOf(document))) }
}

/** Paths of the environment files of a service, as written. */
export function environmentFiles({ written: { env_file: files } }: ComposeService): string[] {
  const list = Array.isArray(files) ? files : files === undefined ? [] : [files]
  return list.map((file) => String(isMap(file) ? file.path : file))
}

/**
 * The copies of a service: `deploy.replicas` or `scale`; 1 by default, as in Compose.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it depends on a variable without a default, or
 *   on the number of nodes
 */
export function replicasOf({ name, written }: ComposeService): number {
  if (known(mapOf(written.deploy).mode) === 'global') {
    throw inconclusive(`${name} has one replica on each node: deploy.mode is global`)
  }
  const asked = mapOf(written.deploy).replicas ?? written.scale ?? 1
  const text = known(asked)
  if (text !== undefined && /^\d+$/.test(text)) return Number(text)
  throw inconclusive(`the number of replicas depends on a variable without a default: ${asked}`)
}
