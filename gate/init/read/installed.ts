/** The application of a backend that is itself an installed package, as PasteDeploy has them. */
import type { Folder } from './files.ts'
import type { Source } from './sources.ts'

export interface Installed {
  /** Its name as a distribution: `kinto`. */
  name: string
  /** Its folder, relative to the backend's. */
  path: string
  /** Paths of its programs, relative to the backend's folder. */
  programs: readonly string[]
}

/** `use = egg:NAME`, in the section of the application. */
const egg = /^\s*use\s*=\s*egg:([\w.-]+)/m
const environments = '{.venv,venv,env}'
/** More of a package is not read. */
const maxFiles = 1_000

/** The names of the programs in `entry_points.txt`. */
function consoleScripts(text: string): string[] {
  const [, section = ''] = /^\[console_scripts\]\n([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(text) ?? []
  return section.split('\n').flatMap((line) => /^([\w.-]+)\s*=/.exec(line)?.[1] ?? [])
}

/** The package that the ini file of the backend names, if it is installed in its environment. */
export function installedApplication(folder: Folder): Installed | undefined {
  const [, name] = egg.exec(folder.open('paste')?.text ?? '') ?? []
  if (name === undefined) return undefined
  const file = name.replaceAll('-', '_')
  const library = `${environments}/lib/python*/site-packages`
  const [path] = folder.all(`${library}/${file.replaceAll('.', '/')}`)
  if (path === undefined) return undefined
  const [entries] = folder.all(`${library}/${file}-*.dist-info/entry_points.txt`)
  const [environment = ''] = path.split('/')
  const programs = entries === undefined ? [] : consoleScripts(folder.read(entries))
  return {
    name,
    path,
    programs: programs
      .map((program) => `${environment}/bin/${program}`)
      .filter((program) => folder.has(program)),
  }
}

/** Its Python files, without its tests. */
export function sourcesOfInstalled(folder: Folder, { path }: Installed): Source[] {
  return folder
    .all(`${path}/**/*.py`)
    .filter((file) => !/\/tests?\//.test(file) && folder.has(file))
    .slice(0, maxFiles)
    .map((file) => ({ file, ending: 'py', text: folder.read(file) }))
}
