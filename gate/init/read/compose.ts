/** The backend's service in the compose file of its folder. */
import { PreflightError } from '#gate/errors.ts'
import { type ComposeService, readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import type { Folder } from './files.ts'

/** The service with its file; undefined without a file, or where it is unclear which one it is. */
export function composeBackend(
  folder: Folder,
): { file: string; service: ComposeService } | undefined {
  const compose = folder.open('compose')
  if (!compose) return undefined
  const { file, text } = compose
  const service = backendIn(text, file)
  return service && { file, service }
}

/** Undefined also for a template, and for what Compose would refuse: the claims say why. */
function backendIn(text: string, file: string): ComposeService | undefined {
  try {
    return serviceFor('backend', readCompose(text, file).services, {})
  } catch (error) {
    if (error instanceof PreflightError) return undefined
    throw error
  }
}
