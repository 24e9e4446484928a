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

/** Words of a build that deploys to Cloud Run; others deploy elsewhere, or build alone. */
const deploysToRun =
  /\brun\b[^#\n]*(?:\n[^#\n]*){0,3}?\b(?:deploy|update|replace)\b|\.sh\b|\bmake\b/

/** Whether a file is what its name says. */
const isMeant: Partial<Record<FileKind, (text: string) => boolean>> = {
  cloudBuild: (text) => deploysToRun.test(text),
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

function manifestOf(folder: Folder, kind: FileKind): string | string[] | undefined {
  if (kind === 'beanstalk') return beanstalkFiles(folder)
  const file = folder.find(kind)
  const isThis = isMeant[kind]
  return file === undefined || isThis?.(folder.read(file)) === false ? undefined : file
}

/** Those that are there. */
export function manifestFindings(folder: Folder): Findings {
  const guesses = Object.entries(manifests).flatMap(([name, kind]) => {
    const value = manifestOf(folder, kind)
    return value === undefined ? [] : [{ path: ['manifests', name], value }]
  })
  return { guesses, todos: [] }
}
