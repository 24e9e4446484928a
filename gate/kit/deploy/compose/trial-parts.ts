/** The parts of a trial: the resolved file, the services by part, the trial's file. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { composeManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import type { BuiltImage } from '#gate/stack/docker/build-image.ts'
import { compose } from '#gate/stack/docker/compose-command.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import type { Target } from '#gate/system/target.ts'
import { environmentValues } from '../environment-file.ts'
import { readCompose } from './compose-file.ts'
import { serviceImage } from './service-image.ts'
import { type NamedServices, namedServices } from './services.ts'
import { type ResolvedFile, trialFile } from './trial-file.ts'
import { openValues } from './trial-variables.ts'

const resolveTimeoutMs = 60_000

export interface ComposeParts {
  services: NamedServices
  /** The target's own file, variables resolved. */
  resolved: ResolvedFile
  trial: ResolvedFile
  /** Secrets of the trial, by name. */
  secrets: ReadonlyMap<string, string>
}

export interface PartsRequest {
  target: Target
  image: BuiltImage
  project: string
  /** A folder of the run, for files of the trial. */
  folder: string
  /** Folders by container path. */
  mounts: Readonly<Record<string, string>>
  choosePort(): Promise<number>
}

/** A secret that is valid in a URL and in no list of sample values. */
function newSecret(): string {
  return randomBytes(48).toString('base64url')
}

/** A line of an environment file; single quotes keep the value literal. */
function environmentLine([name, value]: [string, string]): string {
  return `${name}='${value.replaceAll("'", "\\'")}'`
}

/** The variables of a trial: the values of the example, overridden by the config. */
async function trialVariables(target: Target, image: BuiltImage, document: unknown) {
  const secrets = new Map<string, string>()
  const secret = (name: string) => {
    const value = secrets.get(name) ?? newSecret()
    secrets.set(name, value)
    return value
  }
  const { manifests, compose: config } = target.config
  const example = manifests?.environment ? (await target.manifest('environment')).text : ''
  const given = Object.entries(environmentValues(example)).filter(([, value]) => value !== '')
  const known = {
    ...Object.fromEntries(given as [string, string][]),
    ...config?.variables?.({ image: image.image, secret }),
  }
  return { variables: { ...openValues(document, known, secret), ...known }, secrets }
}

/** The backend, and what else runs from its image: migrations, workers. */
export function servicesOfImage(
  { services }: Pick<ResolvedFile, 'services'>,
  backend: string | undefined,
  image: string,
): Set<string> {
  const written = backend === undefined ? undefined : services[backend]?.image
  const all = Object.entries(services).filter(([name, service]) => {
    const isSame = service.image !== undefined && service.image === written
    return name === backend || service.image === image || isSame
  })
  return new Set(all.map(([name]) => name))
}

/**
 * Resolves the target's compose file and makes the trial's file from it.
 * @throws PreflightError PREFLIGHT_E_STACK if Compose refuses the file, PREFLIGHT_E_UNVERIFIED if
 *   it requires a value that the config does not give
 */
export async function readParts(request: PartsRequest): Promise<ComposeParts> {
  const { target, image, project, folder, mounts, choosePort } = request
  const { config, labels } = target
  const { text, absolute, files } = await composeManifest(target)
  const file = readCompose(text)
  const { variables, secrets } = await trialVariables(target, image, file.document)
  const environment = join(folder, 'trial.env')
  const lines = Object.entries(variables).map(environmentLine)
  await writeFile(environment, `${lines.join('\n')}\n`, { mode: 0o600 })
  const named = files.flatMap((each) => ['--file', each.absolute])
  const args = ['--project-name', project, '--env-file', environment, ...named]
  const printed = await compose({
    args: [...args, 'config', '--format', 'json'],
    folder: dirname(absolute),
    labels,
    timeoutMs: resolveTimeoutMs,
  })
  let resolved: ResolvedFile
  try {
    resolved = JSON.parse(printed)
  } catch (cause) {
    throw inconclusive(`docker compose config did not print JSON: ${messageOf(cause)}`, cause)
  }
  const services = namedServices(file.services, config)
  const images: Record<string, string> = {}
  const own = servicesOfImage(resolved, services.backend, image.image)
  for (const [name, service] of Object.entries(resolved.services)) {
    if (own.has(name)) images[name] = image.image
    else if (service.image !== undefined) {
      const { image: wanted } = service
      images[name] = await withDaemon(`find ${wanted}`, () => serviceImage(wanted))
    }
  }
  let folders = 0
  const trial = await trialFile(resolved, {
    labels: containerLabels(labels),
    images,
    mounts,
    choosePort,
    folderFor: async () => {
      folders += 1
      const made = resolve(folder, `bind-${folders}`)
      await mkdir(made)
      return made
    },
  })
  return { services, resolved, trial, secrets }
}
