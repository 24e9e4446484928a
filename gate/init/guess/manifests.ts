/** The files that describe the deployment. */
import { join, posix, relative } from 'node:path'
import { mayDeploy } from '#gate/kit/deploy/cloud/cloud-build.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import { edgeDockerfile } from '#gate/kit/edge/edge-dockerfile.ts'
import type { Findings, Guess } from '../guess.ts'
import { composeServices, deployedServices } from '../read/compose.ts'
import type { FileKind, Folder } from '../read/files.ts'

const manifests: Readonly<Record<string, FileKind>> = {
  environment: 'environment',
  dockerfile: 'dockerfile',
  compose: 'compose',
  stack: 'stack',
  ecsTask: 'ecsTask',
  beanstalk: 'beanstalk',
  cloudBuild: 'cloudBuild',
}

/** Words of a build that deploys to Cloud Run; others deploy elsewhere, or build alone. */
const deploysToRun =
  /\brun\b[^#\n]*(?:\n[^#\n]*){0,3}?\b(?:deploy|update|replace)\b|\.sh\b|\bmake\b/

/** Whether a file is what its name says. */
const isMeant: Partial<Record<FileKind, (text: string) => boolean>> = {
  cloudBuild: (text) => deploysToRun.test(text) && mayDeploy(text),
}

/** Files that say what the platform is, where no image is named. */
const platformFiles = ['.elasticbeanstalk/config.yml', 'Procfile', 'Buildfile']

/** What Elastic Beanstalk reads: the options count as much as the image. */
function beanstalkFiles(folder: Folder): string | string[] | undefined {
  const extensions = folder.all('.ebextensions/*.config').filter((file) => folder.has(file))
  const image = folder.find('beanstalk')
  if (image === undefined && extensions.length === 0) return undefined
  const platform = image ?? platformFiles.find((file) => folder.has(file)) ?? []
  const files = [platform, extensions].flat()
  return files.length < 2 ? files[0] : files
}

/** The compose file; together with the one over which it is laid, if it is. */
function composeFiles(folder: Folder): string | string[] | undefined {
  const { file = folder.find('compose'), base } = composeServices(folder) ?? {}
  return base === undefined || file === undefined ? file : [base, file]
}

/** The `.env` of a repository is its sample, unless git leaves it out: then it is a machine's. */
function committedEnv(folder: Folder): string | undefined {
  const ignored = folder.has('.gitignore') ? folder.read('.gitignore') : ''
  const isIgnored = /^(?:\*\*\/|\/)?(?:\.env\*?|\*?\.env)\s*$/m.test(ignored)
  return folder.has('.env') && !isIgnored ? '.env' : undefined
}

function manifestOf(folder: Folder, kind: FileKind): string | string[] | undefined {
  if (kind === 'beanstalk') return beanstalkFiles(folder)
  if (kind === 'compose') return composeFiles(folder)
  const file = folder.find(kind) ?? (kind === 'environment' ? committedEnv(folder) : undefined)
  const isThis = isMeant[kind]
  return file === undefined || isThis?.(folder.read(file)) === false ? undefined : file
}

/** Where nginx and its images read: the main file first. */
const readByNginx = [
  /^\/etc\/nginx\/nginx\.conf$/,
  /^\/etc\/nginx\/conf\.d\/[^/]+\.conf$/,
  /^\/etc\/nginx\/templates\/[^/]+\.template$/,
]

/** The configuration that the edge of the compose file mounts, or that its image has. */
function deployedNginx(folder: Folder): string | undefined {
  const compose = deployedServices(folder)
  const edge = compose && serviceFor('edge', compose.services, {})
  if (!edge) return undefined
  const at = posix.dirname(compose.file)
  const mounted = edge.binds.map(({ source, target }) => ({
    source: posix.join(at, source),
    target,
  }))
  const copied = edgeDockerfile(edge.written, join(folder.path, at))?.copies ?? []
  const inFolder = copied.map(({ source, target }) => {
    return { source: relative(folder.path, source).replaceAll('\\', '/'), target }
  })
  return [mounted, inFolder]
    .flatMap((places) =>
      readByNginx.flatMap((target) => places.filter((place) => target.test(place.target))),
    )
    .map(({ source }) => source)
    .find((path) => !posix.isAbsolute(path) && !path.startsWith('..') && folder.has(path))
}

function nginxGuess(folder: Folder): Guess[] {
  const path = ['manifests', 'nginx']
  const deployed = deployedNginx(folder)
  if (deployed !== undefined) return [{ path, value: deployed }]
  const usual = folder.find('nginx')
  return usual === undefined ? [] : [{ path, value: usual }]
}

/** Those that are there. */
export function manifestFindings(folder: Folder): Findings {
  const guesses = Object.entries(manifests).flatMap(([name, kind]) => {
    const value = manifestOf(folder, kind)
    return value === undefined ? [] : [{ path: ['manifests', name], value }]
  })
  return { guesses: [...guesses, ...nginxGuess(folder)], todos: [] }
}
