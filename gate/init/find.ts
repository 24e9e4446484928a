/** Finds out what a backend's folder says of it. */

import { backingFindings } from './guess/backing.ts'
import { environmentFindings } from './guess/environment.ts'
import { type LaunchKind, launchFindings } from './guess/launch.ts'
import { manifestFindings } from './guess/manifests.ts'
import { migrateFindings } from './guess/migrate.ts'
import { operationFindings } from './guess/operations.ts'
import { settingsFindings } from './guess/settings.ts'
import { type Findings, joined } from './guess.ts'
import { Folder } from './read/files.ts'
import { readOpenApi } from './read/openapi.ts'
import { readProject } from './read/project.ts'
import { variablesOf } from './read/variables.ts'

/** What decides between ways that are all there. */
export interface FindOptions {
  /** Ways to start it, the preferred one first. */
  kinds: readonly LaunchKind[]
  /** The OpenAPI document, where no file has it: as the backend gave it. */
  openapi?: { text: string; from: string }
}

/** Reads a backend's folder. Nothing is run. */
export function findOut(path: string, { kinds, openapi }: FindOptions): Findings {
  const folder = new Folder(path)
  const project = readProject(folder)
  const variables = variablesOf(folder)
  const file = folder.open('openapi')
  const api = openapi ?? (file && { text: file.text, from: file.file })
  const known = joined(
    { guesses: [{ path: ['name'], value: project.name }], todos: [] },
    launchFindings(folder, project, { variables, kinds }),
    settingsFindings(variables),
    backingFindings(variables),
    operationFindings(api ? readOpenApi(api.text) : [], api?.from ?? ''),
    migrateFindings(folder, project),
    manifestFindings(folder),
  )
  return joined(known, environmentFindings(variables, known.guesses))
}
