/** The services in the compose file of a backend's folder. */
import { PreflightError } from '#gate/errors.ts'
import { type ComposeService, readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import type { Folder } from './files.ts'

/** The services with their file; undefined without a file, or where it is no YAML: a template. */
export function composeServices(
  folder: Folder,
): { file: string; document: unknown; services: readonly ComposeService[] } | undefined {
  const compose = folder.open('compose')
  if (!compose) return undefined
  const { file, text } = compose
  try {
    return { file, ...readCompose(text, file) }
  } catch (error) {
    if (error instanceof PreflightError) return undefined
    throw error
  }
}

/** The service with its file; undefined without a file, or where it is unclear which one it is. */
export function composeBackend(
  folder: Folder,
): { file: string; service: ComposeService } | undefined {
  const compose = composeServices(folder)
  const service = compose && serviceFor('backend', compose.services, {})
  return service && { file: compose.file, service }
}
