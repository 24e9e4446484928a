/** The files that describe the deployment. */
import type { Findings } from '../guess.ts'
import type { FileKind, Folder } from '../read/files.ts'

const manifests: Readonly<Record<string, FileKind>> = {
  environment: 'environment',
  dockerfile: 'dockerfile',
  compose: 'compose',
  nginx: 'nginx',
  ecsTask: 'ecsTask',
  beanstalk: 'beanstalk',
  cloudBuild: 'cloudBuild',
}

/** Those that are there. */
export function manifestFindings(folder: Folder): Findings {
  const guesses = Object.entries(manifests).flatMap(([name, kind]) => {
    const file = folder.find(kind)
    return file === undefined ? [] : [{ path: ['manifests', name], value: file }]
  })
  return { guesses, todos: [] }
}
