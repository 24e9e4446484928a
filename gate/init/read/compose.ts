/** The services in the compose file of a backend's folder. */
import { join, relative } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { type ComposeService, readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { layeredText } from '#gate/kit/deploy/compose/layered.ts'
import { baseFileOf } from '#gate/kit/deploy/compose/layers.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import { wholeCompose } from '#gate/kit/deploy/compose/whole.ts'
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
    const files = [
      { text: wholeCompose(folder.read(base), join(folder.path, base)), path: base },
      { text: wholeCompose(text, path), path: file },
    ]
    return { file, base, ...readCompose(layeredText(files), file) }
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
