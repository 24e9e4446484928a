/** The variables that a backend reads, with a value where one is known. */
import { globSync } from 'node:fs'
import { environmentValues, namesIn } from '#gate/kit/deploy/environment-file.ts'
import { composeBackend } from './compose.ts'
import type { Folder } from './files.ts'

/** A variable of the backend. */
export interface Variable {
  name: string
  /** As the file has it; empty where the file leaves it to be filled in. */
  value: string
  /** The file that names it. */
  file: string
}

/** How programs read their environment, by the ending of their files. */
const reads: Readonly<Record<string, RegExp>> = {
  py: /(?:environ(?:\.get)?|getenv|config|env(?:\.\w+)?)[([]\s*["']([A-Z][A-Z0-9_]+)["']/g,
  js: /process\.env(?:\.|\[["'])([A-Z][A-Z0-9_]+)/g,
  ts: /process\.env(?:\.|\[["'])([A-Z][A-Z0-9_]+)/g,
  go: /(?:Getenv|LookupEnv)\("([A-Z][A-Z0-9_]+)"|(?:env|envconfig):"([A-Z][A-Z0-9_]+)/g,
  rb: /ENV(?:\.fetch)?[[(]\s*["']([A-Z][A-Z0-9_]+)["']/g,
  php: /(?:getenv|env)\(\s*["']([A-Z][A-Z0-9_]+)["']/g,
}
const skipped = /(^|\/)(node_modules|vendor|\.venv|venv|dist|build|tests?|spec)\//
/** A look at a large repository has to end. */
const maxFiles = 2_000

function inSample(folder: Folder): Variable[] {
  const sample = folder.open('environment')
  if (!sample) return []
  const values = environmentValues(sample.text)
  return namesIn(sample.text).map((name) => ({
    name,
    value: values[name] ?? '',
    file: sample.file,
  }))
}

function inCompose(folder: Folder): Variable[] {
  const backend = composeBackend(folder)
  if (!backend) return []
  const { file, service } = backend
  return Object.entries(service.environment).map(([name, value]) => ({ name, value, file }))
}

function inSource(folder: Folder): Variable[] {
  const endings = Object.keys(reads).join(',')
  const files = globSync(`**/*.{${endings}}`, {
    cwd: folder.path,
    exclude: (name) => skipped.test(`${name}/`),
  })
  return files
    .filter((file) => !skipped.test(file))
    .slice(0, maxFiles)
    .flatMap((file) => {
      const pattern = reads[file.slice(file.lastIndexOf('.') + 1)]
      if (!pattern || !folder.has(file)) return []
      const names = [...folder.read(file).matchAll(pattern)].map(
        ([, one, other]) => one ?? other ?? '',
      )
      return [...new Set(names)].map((name) => ({ name, value: '', file }))
    })
}

/** Every variable once: as the sample has it, else the compose file, else the source. */
export function variablesOf(folder: Folder): Variable[] {
  const all = new Map<string, Variable>()
  for (const variable of [...inSample(folder), ...inCompose(folder), ...inSource(folder)]) {
    if (!all.has(variable.name)) all.set(variable.name, variable)
  }
  return [...all.values()]
}
