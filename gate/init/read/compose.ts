/** The backend's service in the compose file of its folder. */
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
  const service = serviceFor('backend', readCompose(text, file).services, {})
  return service && { file, service }
}
