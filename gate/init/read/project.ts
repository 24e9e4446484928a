/** What the files of a package manager say: the name, the version, and the libraries in use. */
import { basename, resolve } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import type { Folder } from './files.ts'
import { withoutNpm } from './shell-command.ts'

export interface Project {
  name: string
  version?: string
  /** Names of libraries, in lower case. */
  libraries: readonly string[]
  /** Scripts of package.json, or commands of a Procfile, by name. */
  scripts: Readonly<Record<string, string>>
}

interface PackageJson {
  name?: string
  version?: string
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
}

function parsed<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The first word of each line of a list of requirements. */
function requirementsIn(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => /^\s*"?([A-Za-z][\w.-]*)/.exec(line)?.[1]?.toLowerCase() ?? [])
}

/** The parts of pyproject.toml that name the project and its libraries. */
interface PyProject {
  project?: { name?: string; version?: string; dependencies?: string[] }
  tool?: { poetry?: { name?: string; version?: string; dependencies?: object } }
}

function pyProject(text: string | undefined): PyProject {
  try {
    return parseToml(text ?? '') as PyProject
  } catch {
    return {}
  }
}

/** The values that are texts: others write these files, and some write them wrongly. */
function textsIn(map: unknown): Record<string, string> {
  const entries = Object.entries(typeof map === 'object' && map !== null ? map : {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string'
    }),
  )
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function procfileScripts(text: string): Record<string, string> {
  const lines = text.split('\n').flatMap((line) => {
    const [, name, command] = /^(\w+):\s*(.+)$/.exec(line) ?? []
    return name === undefined || command === undefined ? [] : [[name, command.trim()]]
  })
  return Object.fromEntries(lines)
}

/** A name as the config takes it: letters, digits and dashes. */
function plainName(name: string): string {
  return (
    name
      .replace(/^@[^/]+\//, '')
      .replace(/[^a-z0-9]+/gi, '-')
      .replace(/^-+|-+$/g, '') || 'backend'
  )
}

/** The last part of a module's path that is no major version: `go build` calls the program so. */
export function goName(goModule: string): string | undefined {
  const [, path] = /^module\s+(\S+)/m.exec(goModule) ?? []
  return path
    ?.split('/')
    .filter((part) => !/^v\d+$/.test(part))
    .at(-1)
}

function scriptsOf(folder: Folder, scripts: unknown): Record<string, string> {
  const written = Object.entries(textsIn(scripts))
  const has = (file: string) => folder.has(file)
  return Object.fromEntries(written.map(([name, line]) => [name, withoutNpm(line, has)]))
}

/** Reads what there is; the folder's name is the last resort. */
export function readProject(folder: Folder): Project {
  const json = parsed<PackageJson>(folder.open('package')?.text)
  const composer = parsed<{ name?: string; require?: object }>(folder.open('composer')?.text)
  const { project: python, tool } = pyProject(folder.open('pyproject')?.text)
  const go = folder.open('goModule')?.text ?? ''
  const names = [json?.name, python?.name, tool?.poetry?.name, goName(go), composer?.name]
  const versions = [json?.version, python?.version, tool?.poetry?.version]
  const isText = (value: unknown) => typeof value === 'string'
  const named = names.find(isText)
  const version = versions.find(isText)
  const libraries = [
    ...Object.keys(json?.dependencies ?? {}),
    ...requirementsIn(listOf(python?.dependencies).join('\n')),
    ...Object.keys(tool?.poetry?.dependencies ?? {}),
    ...requirementsIn(folder.open('requirements')?.text ?? ''),
    ...[...go.matchAll(/^\s*(?:require\s+)?(\S+\.\S+\/\S+)\s+v/gm)].map(([, module = '']) =>
      module.toLowerCase(),
    ),
    ...[...(folder.open('gemfile')?.text ?? '').matchAll(/^\s*gem\s+["']([\w-]+)/gm)].map(
      ([, gem = '']) => gem,
    ),
    ...Object.keys(composer?.require ?? {}),
  ]
  return {
    name: plainName(named ?? basename(resolve(folder.path))),
    ...(version === undefined ? {} : { version }),
    libraries,
    scripts: {
      ...scriptsOf(folder, json?.scripts),
      ...procfileScripts(folder.open('procfile')?.text ?? ''),
    },
  }
}
