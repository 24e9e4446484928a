/** Files and folders of the operator's machine, or texts of the file itself, that a service has. */
import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { substitute } from './substitution.ts'

/** A file or a folder, as written, and where it is within. */
export interface Bind {
  source: string
  target: string
}

/** A text that is written in the file itself, and where it is within. */
export interface Content {
  text: string
  target: string
}

/** Compose sets it to the folder that it is started in, which is that of the file. */
const folder = { PWD: '.' }
const textOf = (value: unknown): string => substitute(String(value ?? ''), folder).text

/** The folder behind a volume that is one by name alone: the local driver's bind. */
function deviceOf(definition: unknown): string | undefined {
  const { o, device } = mapOf(mapOf(definition).driver_opts)
  const isBind = textOf(o).split(',').includes('bind')
  return isBind && device !== undefined ? textOf(device) : undefined
}

const isPath = (source: string) => /^[./~]/.test(source)

/** Of both forms of a volume those whose source is a path. */
function volumeBinds(value: unknown, definitions: YamlMap): Bind[] {
  const volumes = Array.isArray(value) ? value : []
  return volumes.flatMap((volume) => {
    const [source = '', target = ''] = isMap(volume)
      ? [textOf(volume.source), textOf(volume.target)]
      : textOf(volume).split(':')
    const from = isPath(source) ? source : deviceOf(definitions[source])
    return from !== undefined && target.startsWith('/') ? [{ source: from, target }] : []
  })
}

/** Where a config or a secret is without a target of its own, and where a relative one begins. */
const roots = { configs: '/', secrets: '/run/secrets/' } as const

function given(kind: keyof typeof roots, service: YamlMap, document: YamlMap) {
  const uses = Array.isArray(service[kind]) ? service[kind] : []
  const definitions = mapOf(document[kind])
  return uses.map((use) => {
    const name = textOf(isMap(use) ? use.source : use)
    const target = isMap(use) && use.target !== undefined ? textOf(use.target) : name
    const at = target.startsWith('/') ? target : roots[kind] + target
    return { target: at, definition: mapOf(definitions[name]) }
  })
}

/** What of the operator's machine a service has: volumes, configs and secrets. */
export function bindsOf(service: YamlMap, document: YamlMap): Bind[] {
  const files = (['configs', 'secrets'] as const)
    .flatMap((kind) => given(kind, service, document))
    .flatMap(({ target, definition: { file } }) =>
      file === undefined ? [] : [{ source: textOf(file), target }],
    )
  return [...volumeBinds(service.volumes, mapOf(document.volumes)), ...files]
}

/** Configs of a service whose text is in the file. */
export function contentsOf(service: YamlMap, document: YamlMap): Content[] {
  return given('configs', service, document).flatMap(({ target, definition: { content } }) =>
    content === undefined ? [] : [{ text: textOf(content), target }],
  )
}
