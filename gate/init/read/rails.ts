/** What the files of a Rails application say of its variables: database.yml, puma.rb, routes.rb. */
import type { Folder } from './files.ts'
import type { Variable } from './variables.ts'

/** `ENV["X"]`, `ENV.fetch("X", 5)`, `ENV.fetch("X") { 5 }`. */
const variable = /ENV(?:\.fetch)?\s*[[(]\s*["']([A-Z][A-Z0-9_]*)["']/
const allVariables = new RegExp(variable, 'g')
/** `pool_size = ENV.fetch("X")`, used below. */
const assignment = /^\s*([a-z_]\w*)\s*=\s*(.+)$/gm

/** Rails reads these itself, without a word in the application. */
const ofRails = ['RAILS_ENV', 'SECRET_KEY_BASE', 'DATABASE_URL']

const puma = 'config/puma.rb'
const database = 'config/database.yml'

export function isRails(folder: Folder): boolean {
  return folder.has('bin/rails') || folder.has('config/application.rb')
}

function textOf(folder: Folder, file: string): string {
  const text = folder.has(file) ? folder.read(file) : ''
  return text.replace(/^\s*#.*$/gm, '')
}

/** What puma.rb says of a thing: a variable, another value, or nothing. */
export interface PumaFile {
  port?: 'fixed' | { variable: string }
  workers?: 'fixed' | { variable: string }
}

/** Reads values that come from a variable, also by another name of the file. */
export function readPumaFile(text: string): PumaFile {
  const plain = text.replace(/^\s*#.*$/gm, '')
  const names = new Map([...plain.matchAll(assignment)].map(([, name, value]) => [name, value]))
  const factOf = (call: RegExp): 'fixed' | { variable: string } | undefined => {
    const said = call.exec(plain)?.[1]
    if (said === undefined) return undefined
    const found = variable.exec(said) ?? variable.exec(names.get(said.trim()) ?? '')
    return found?.[1] === undefined ? 'fixed' : { variable: found[1] }
  }
  const port = factOf(/^\s*(?:port|bind)[\s(]+(.+)$/m)
  const workers = factOf(/^\s*workers[\s(]+(.+?)\s*(?:if .*)?$/m)
  return { ...(port && { port }), ...(workers && { workers }) }
}

/** The file that a command of Puma or Rails reads: the one that it names, or the usual one. */
export function pumaFileOf(folder: Folder, command: string): PumaFile {
  const [, named] = /\s(?:-C|--config)[= ](\S+)/.exec(command) ?? []
  return readPumaFile(textOf(folder, named ?? puma))
}

/** Variables that Rails and its files name, besides those of the sources. */
export function variablesOfRails(folder: Folder): Variable[] {
  if (!isRails(folder)) return []
  const named = [...textOf(folder, database).matchAll(allVariables)].map(([, name = '']) => {
    return { name, value: '', file: database }
  })
  return [...named, ...ofRails.map((name) => ({ name, value: '', file: 'Rails' }))]
}

/** The variable of a key of database.yml, of those that ActiveRecord has for its pool. */
function databaseKey(text: string, key: string): string | undefined {
  const [, value = ''] = new RegExp(`^\\s*${key}:\\s*(.+)$`, 'm').exec(text) ?? []
  return variable.exec(value)?.[1]
}

/** The settings that only these files name: a pool is as large as RAILS_MAX_THREADS says. */
export function settingsOfRails(folder: Folder): { setting: string; name: string; file: string }[] {
  if (!isRails(folder)) return []
  const text = textOf(folder, database)
  const found = [
    { setting: 'poolSize', name: databaseKey(text, '(?:pool|max_connections)'), file: database },
    { setting: 'poolTimeout', name: databaseKey(text, 'checkout_timeout'), file: database },
    { setting: 'workers', name: workersOf(readPumaFile(textOf(folder, puma))), file: puma },
  ]
  return found.flatMap(({ name, ...each }) => (name === undefined ? [] : [{ ...each, name }]))
}

/** Puma reads WEB_CONCURRENCY itself, unless its file says the number. */
function workersOf({ workers }: PumaFile): string | undefined {
  if (workers === undefined) return 'WEB_CONCURRENCY'
  return workers === 'fixed' ? undefined : workers.variable
}

/** The health check that Rails has from 7.1 on, and its path in this application. */
export function healthOfRails(folder: Folder): { path: string; file: string } | undefined {
  const file = 'config/routes.rb'
  const route =
    /^\s*get\s*\(?\s*["']\/?([\w/-]+)["']\s*(?:=>|,\s*to:)\s*["']rails\/health#show["']/m
  const [, path] = route.exec(textOf(folder, file)) ?? []
  return path === undefined ? undefined : { path: `/${path}`, file }
}
