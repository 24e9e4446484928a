/** Finds out what a backend's folder says of it. */

import { mapOf } from '#gate/yaml-map.ts'
import { backingFindings } from './guess/backing.ts'
import { composeVariableFindings } from './guess/compose-variables.ts'
import { endpointFindings } from './guess/endpoints.ts'
import { environmentFindings } from './guess/environment.ts'
import { type LaunchKind, launchFindings } from './guess/launch.ts'
import { logLevelFindings } from './guess/log-levels.ts'
import { manifestFindings } from './guess/manifests.ts'
import { migrateFindings } from './guess/migrate.ts'
import { operationFindings } from './guess/operations.ts'
import { type Startable, serviceFindings } from './guess/services.ts'
import { settingsFindings, variablesOfServer } from './guess/settings.ts'
import { type Findings, type Guess, joined } from './guess.ts'
import { deployedBackend } from './read/compose.ts'
import { Folder } from './read/files.ts'
import { installedApplication, sourcesOfInstalled } from './read/installed.ts'
import { namedSettings } from './read/named-settings.ts'
import { noApi, readOpenApi } from './read/openapi.ts'
import { readProject } from './read/project.ts'
import { healthOfRails, settingsOfRails, variablesOfRails } from './read/rails.ts'
import { sourcesOf } from './read/sources.ts'
import { leftToDefaults, variablesOf } from './read/variables.ts'

/** What decides between ways that are all there. */
export interface FindOptions {
  /** Ways to start it, the preferred one first. */
  kinds: readonly LaunchKind[]
  /** What the backend itself told, by its help or at a start. Default: nothing was run. */
  told?: readonly Guess[]
  /** Which servers this machine can start. Default: nothing is said of servers. */
  startable?: Startable
}

/** The command that starts it, if one does. */
function commandIn({ guesses }: Findings): unknown {
  return guesses.find(({ path }) => path.join('.') === 'launch.command')?.value
}

/** The document of the API that lies in the folder. */
export function apiSourceIn(folder: Folder): { text: string; from: string } | undefined {
  const file = folder.open('openapi')
  return file && { text: file.text, from: file.file }
}

/** How many run at once: as the stack says. Else it cannot be known; the claims need to know it. */
function replicasGuess(folder: Folder): Guess {
  const path = ['deployment', 'replicas']
  const backend = deployedBackend(folder)
  const said = Number(mapOf(backend?.service.written.deploy).replicas)
  return Number.isInteger(said)
    ? { path, value: said, because: `of ${backend?.service.name} in ${backend?.file}` }
    : { path, value: 1, because: 'how many run in production?' }
}

/** What an API's document says, unless a start showed what users do. */
function apiFindings(folder: Folder, told: readonly Guess[]): Findings {
  const api = apiSourceIn(folder)
  const { guesses, todos } = operationFindings(api ? readOpenApi(api.text) : noApi, api?.from ?? '')
  const wasAsked = told.some(({ path: [part] }) => part === 'operations')
  return { guesses: wasAsked ? [] : guesses, todos }
}

/** What a Rails application says in places of its own. */
function railsFindings(folder: Folder): Findings {
  const guesses: Guess[] = settingsOfRails(folder).map(({ setting, name, file }) => {
    return { path: ['settings', setting], value: name, because: `in ${file}` }
  })
  const health = healthOfRails(folder)
  const endpoint = health && {
    path: ['endpoints', 'health'],
    value: health.path,
    because: `in ${health.file}`,
  }
  return { guesses: endpoint ? [...guesses, endpoint] : guesses, todos: [] }
}

/** Reads a backend's folder. Nothing is run. */
export function findOut(path: string, { kinds, told = [], startable }: FindOptions): Findings {
  const folder = new Folder(path)
  const project = readProject(folder)
  const sources = sourcesOf(folder)
  const application = installedApplication(folder)
  const foreign = application ? sourcesOfInstalled(folder, application) : []
  const variables = variablesOf(folder, [...sources, ...foreign], variablesOfRails(folder))
  const launch = launchFindings(folder, project, { variables, sources, kinds })
  const command = commandIn(launch)
  const named = namedSettings(folder, application, foreign)
  const known = joined(
    { guesses: [{ path: ['name'], value: project.name }, ...told], todos: [] },
    launch,
    railsFindings(folder),
    settingsFindings([...variables, ...named, ...variablesOfServer(command, folder)]),
    backingFindings(variables),
    ...(startable ? [serviceFindings(folder, startable)] : []),
    apiFindings(folder, told),
    endpointFindings(sources),
    migrateFindings(folder, project, { sources, launch: command }),
    manifestFindings(folder),
  )
  const isCounted = known.guesses.some(({ path }) => path.join('.') === 'manifests.compose')
  const deployed = { guesses: isCounted ? [] : [replicasGuess(folder)], todos: [] }
  const left = leftToDefaults(folder, variables)
  const environment = environmentFindings(variables, known.guesses, left)
  const levels = logLevelFindings(known.guesses, project.libraries)
  const all = joined(known, deployed, environment, levels)
  return joined(all, composeVariableFindings(folder, all.guesses))
}
