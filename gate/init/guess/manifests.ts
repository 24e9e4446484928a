/** The files that describe the deployment. */
import { posix } from 'node:path'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import type { Findings, Guess } from '../guess.ts'
import { composeServices } from '../read/compose.ts'
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

/** Where nginx and its images read: the main file first. */
const readByNginx = [
  /^\/etc\/nginx\/nginx\.conf$/,
  /^\/etc\/nginx\/conf\.d\/[^/]+\.conf$/,
  /^\/etc\/nginx\/templates\/[^/]+\.template$/,
]

/** The configuration that the edge of the compose file mounts. */
function mountedNginx(folder: Folder): string | undefined {
  const compose = composeServices(folder)
  if (!compose) return undefined
  const { file, services } = compose
  const edge = serviceFor('edge', services, {})
  const binds = edge?.binds ?? []
  const sources = readByNginx.flatMap((target) => binds.filter((bind) => target.test(bind.target)))
  return sources
    .map(({ source }) => posix.join(posix.dirname(file), source))
    .find((path) => !posix.isAbsolute(path) && folder.has(path))
}

function nginxGuess(folder: Folder): Guess[] {
  const path = ['manifests', 'nginx']
  const mounted = mountedNginx(folder)
  if (mounted !== undefined) return [{ path, value: mounted }]
  const usual = folder.find('nginx')
  return usual === undefined ? [] : [{ path, value: usual }]
}

/** Those that are there. */
export function manifestFindings(folder: Folder): Findings {
  const guesses = Object.entries(manifests).flatMap(([name, kind]) => {
    const file = folder.find(kind)
    return file === undefined ? [] : [{ path: ['manifests', name], value: file }]
  })
  return { guesses: [...guesses, ...nginxGuess(folder)], todos: [] }
}
