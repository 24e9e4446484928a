/** Finds out what a backend's folder says of it. */

import { backingFindings } from './guess/backing.ts'
import { endpointFindings } from './guess/endpoints.ts'
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
import { sourcesOf } from './read/sources.ts'
import { variablesOf } from './read/variables.ts'

/** What decides between ways that are all there. */
export interface FindOptions {
  /** Ways to start it, the preferred one first. */
  kinds: readonly LaunchKind[]
  /** The OpenAPI document, where no file has it: as the backend gave it. */
  openapi?: { text: string; from: string }
}

/** The command that starts it, if one does. */
function commandIn({ guesses }: Findings): unknown {
  return guesses.find(({ path }) => path.join('.') === 'launch.command')?.value
}

/** Reads a backend's folder. Nothing is run. */
export function findOut(path: string, { kinds, openapi }: FindOptions): Findings {
  const folder = new Folder(path)
  const project = readProject(folder)
  const sources = sourcesOf(folder)
  const variables = variablesOf(folder, sources)
  const launch = launchFindings(folder, project, { variables, kinds })
  const file = folder.open('openapi')
  const api = openapi ?? (file && { text: file.text, from: file.file })
  const known = joined(
    { guesses: [{ path: ['name'], value: project.name }], todos: [] },
    launch,
    settingsFindings(variables),
    backingFindings(variables),
    operationFindings(api ? readOpenApi(api.text) : [], api?.from ?? ''),
    endpointFindings(sources),
    migrateFindings(folder, project, { sources, launch: commandIn(launch) }),
    manifestFindings(folder),
  )
  return joined(known, environmentFindings(variables, known.guesses))
}
