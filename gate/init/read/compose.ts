/** The services in the compose file of a backend's folder. */
import { join, relative } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import {
  type ComposeFile,
  type ComposeService,
  readCompose,
} from '#gate/kit/deploy/compose/compose-file.ts'
import { layeredServices } from '#gate/kit/deploy/compose/extended.ts'
import { baseFileOf } from '#gate/kit/deploy/compose/layers.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import { wholeCompose } from '#gate/kit/deploy/compose/whole.ts'
import { mapOf } from '#gate/kit/deploy/compose/yaml.ts'
import type { Folder } from './files.ts'

/** The services of a file that deploys. */
export interface Composed {
  file: string
  /** The file over which it is laid, if it is. */
  base?: string
  document: unknown
  services: readonly ComposeService[]
}

/** The file over which a file of the folder is laid. */
function baseOf({ path }: Folder, file: string): string | undefined {
  const base = baseFileOf(join(path, file))
  return base && relative(path, base).replaceAll('\\', '/')
}

/** A file as Compose reads it together with the one over which it is laid. */
function readLayered(base: string, over: string, name: string): ComposeFile {
  const [below, above] = [base, over].map((text) => mapOf(readCompose(text, name).document))
  const services = layeredServices(mapOf(below?.services), mapOf(above?.services))
  return readCompose(JSON.stringify({ ...below, ...above, services }), name)
}

/** The services with their file; undefined without a file, or where it is no YAML: a template. */
export function composeServices(
  folder: Folder,
  kind: 'compose' | 'stack' = 'compose',
): Composed | undefined {
  const compose = folder.open(kind)
  if (!compose) return undefined
  const { file, text } = compose
  const path = join(folder.path, file)
  try {
    const base = kind === 'compose' ? baseOf(folder, file) : undefined
    if (base === undefined) return { file, ...readCompose(wholeCompose(text, path), file) }
    return { file, base, ...readLayered(folder.read(base), text, file) }
  } catch (error) {
    if (error instanceof PreflightError) return undefined
    throw error
  }
}

/** Those of the compose file; of the stack, where there is no other. */
export function deployedServices(folder: Folder): Composed | undefined {
  return composeServices(folder) ?? composeServices(folder, 'stack')
}

/** The backend's service with its file. */
export interface ComposedBackend {
  file: string
  base?: string | undefined
  service: ComposeService
}

function backendOf(composed: Composed | undefined): ComposedBackend | undefined {
  const service = composed && serviceFor('backend', composed.services, {})
  return service && { file: composed.file, base: composed.base, service }
}

/** The service with its file; undefined without a file, or where it is unclear which one it is. */
export function composeBackend(folder: Folder): ComposedBackend | undefined {
  return backendOf(composeServices(folder))
}

/** The same, of the stack where there is no compose file. */
export function deployedBackend(folder: Folder): ComposedBackend | undefined {
  return backendOf(deployedServices(folder))
}
