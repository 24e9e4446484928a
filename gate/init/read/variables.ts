/** The variables that a backend reads, with a value where one is known. */
import { posix } from 'node:path'
import { environmentFiles } from '#gate/kit/deploy/compose/compose-file.ts'
import { environmentValues, namesIn } from '#gate/kit/deploy/environment-file.ts'
import { isSecretName } from '#gate/secret-names.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import { deployedBackend, deployedServices } from './compose.ts'
import type { Folder } from './files.ts'
import type { Source } from './sources.ts'

/** A variable of the backend. */
export interface Variable {
  name: string
  /** As the file has it; empty where the file leaves it to be filled in. */
  value: string
  /** The file that names it. */
  file: string
}

/**
 * A name as lists of usual ones have it: settings of nested sections are called `APP__db__HOST`,
 * and some are in lower case.
 */
export function usualForm(name: string): string {
  return name.replace(/_{2,}/g, '_').toUpperCase()
}

/** Also by a table, whose keys are looked for among all variables. */
const inGo = new RegExp(
  [
    /(?:Getenv|LookupEnv)\("([A-Z][A-Z0-9_]+)"/,
    /(?:env|envconfig):"([A-Z][A-Z0-9_]+)/,
    /^\s*(?:case )?"([A-Z][A-Z0-9_]+)":/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
)

/** Also by helpers of frameworks: `env.int('A')`, `Env.get('A')`, a service of settings. */
const inJavaScript = new RegExp(
  [
    /process\.env(?:\.|\[["'])([A-Z][A-Z0-9_]+)/,
    /\b(?:env|Env)(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]+)["']/,
    /\b[cC]onfig(?:Service)?\.get(?:OrThrow)?(?:<[\w ]+>)?\(\s*["']([A-Z][A-Z0-9_]+)["']/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)
/** Several at once: `const { A, B: b = 1 } = process.env`. */
const takenApart = /\{([^{}]*)\}\s*=\s*process\.env\b/g

/** How programs read their environment, by the ending of their files. */
const reads: Readonly<Record<Source['ending'], RegExp>> = {
  py: /(?:environ(?:\.get)?|getenv|config|env(?:\.\w+)?)[([]\s*["']([A-Z][A-Z0-9_]+)["']/g,
  js: inJavaScript,
  ts: inJavaScript,
  go: inGo,
  rb: /ENV(?:\.fetch)?[[(]\s*["']([A-Z][A-Z0-9_]+)["']/g,
  php: /(?:getenv|env)\(\s*["']([A-Z][A-Z0-9_]+)["']/g,
}
/** A variable that a script uses, and may have set itself. */
const inShell = /\$\{?([A-Z][A-Z0-9_]+)/g

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

/** Where Docker has the secrets of a container. */
const secretsFolder = '/run/secrets/'

/** What the backend's service is given: by its own list, and by the files that it names. */
function inCompose(folder: Folder): Variable[] {
  const backend = deployedBackend(folder)
  if (!backend) return []
  const { file, service } = backend
  const own = pairsOf(service.written.environment).map(([name]) => {
    const value = service.environment[name] ?? ''
    // By convention, NAME_FILE is the path of a file with the value.
    return value.startsWith(secretsFolder)
      ? { name: name.replace(/_FILE$/, ''), value: '', file }
      : { name, value, file }
  })
  const paths = environmentFiles(service).map((path) => posix.join(posix.dirname(file), path))
  const listed = paths.filter((path) => folder.has(path)).flatMap((path) => inFile(folder, path))
  return [...own, ...listed]
}

/** The names in a file that is in use; its values are somebody's, and some are secret. */
function inFile(folder: Folder, file: string): Variable[] {
  const text = folder.read(file)
  const values = environmentValues(text)
  return namesIn(text).map((name) => {
    return { name, value: isSecretName(name) ? '' : (values[name] ?? ''), file }
  })
}

function apartIn({ ending, text }: Source): string[] {
  if (ending !== 'js' && ending !== 'ts') return []
  const lists = [...text.matchAll(takenApart)].map(([, list = '']) => list)
  return lists.flatMap((list) =>
    [...list.matchAll(/(?:^|,)\s*([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => name),
  )
}

function inSource(sources: readonly Source[]): Variable[] {
  return sources.flatMap((source) => {
    const { file, ending, text } = source
    const read = [...text.matchAll(reads[ending])].map(
      ([, ...groups]) => groups.find((name) => name !== undefined) ?? '',
    )
    const names = [...read, ...apartIn(source)]
    return [...new Set(names)].map((name) => ({ name, value: '', file }))
  })
}

/** What the script that starts it takes from its environment. */
function inStartScript(folder: Folder): Variable[] {
  const script = folder.open('startScript')
  if (!script) return []
  const { file, text } = script
  const names = [...new Set([...text.matchAll(inShell)].map(([, name = '']) => name))]
  const isSet = (name: string) => new RegExp(`^\\s*(export )?${name}=`, 'm').test(text)
  return names.filter((name) => !isSet(name)).map((name) => ({ name, value: '', file }))
}

/** A place in a container, which a process may not have. */
const inContainer = /^\//

/** Whether a value is reached under the name of a service: nothing else finds it there. */
function isOfService(value: string, names: readonly string[]): boolean {
  const hosts = value
    .split(/[\s,]+/)
    .map((each) => /^(?:[\w+]+:\/\/)?(?:[^@/]*@)?([\w.-]+)/.exec(each)?.[1])
  return hosts.some((host) => host !== undefined && names.includes(host))
}

/**
 * Values that the deployment is given in words, by variable: a sample is for a developer's machine.
 * Secrets, addresses of other services and places in the container are left to the gate.
 */
function deployed(folder: Folder): Map<string, Variable> {
  const names = deployedServices(folder)?.services.map(({ name }) => name) ?? []
  const written = new Map(pairsOf(deployedBackend(folder)?.service.written.environment))
  const all = inCompose(folder)
  const own = all.filter(
    ({ name, value }) =>
      value !== '' &&
      // What the operator's own file fills in, the sample has.
      !String(written.get(name) ?? '').includes('$') &&
      !isSecretName(name) &&
      !inContainer.test(value) &&
      !isOfService(value, names),
  )
  const kept = new Map(own.map((variable) => [variable.name, variable]))
  // A port goes with its host.
  const hostOf = (name: string) => name.replace(/PORT$/, 'HOST')
  const isAlone = (name: string) =>
    all.some((each) => each.name === hostOf(name) && !kept.has(each.name))
  return new Map([...kept].filter(([name]) => !isAlone(name)))
}

/**
 * Every variable once: as the compose file has it in words, else as the sample or the compose file
 * has it, else scripts and sources.
 */
export function variablesOf(
  folder: Folder,
  sources: readonly Source[],
  ofFramework: readonly Variable[] = [],
): Variable[] {
  const all = new Map<string, Variable>()
  const found = [
    ...inSample(folder),
    ...inCompose(folder),
    ...inStartScript(folder),
    ...inSource(sources),
    ...ofFramework,
  ]
  for (const variable of found) {
    if (!all.has(variable.name)) all.set(variable.name, variable)
  }
  const said = deployed(folder)
  return [...all.values()].map((variable) => said.get(variable.name) ?? variable)
}

/**
 * Variables of the sample that the deployment leaves at the backend's defaults: its list is whole,
 * and lacks them. Secrets are none of them: who deploys may bring them another way.
 */
export function leftToDefaults(folder: Folder, variables: readonly Variable[]): Set<string> {
  const service = deployedBackend(folder)?.service
  const own = new Set(pairsOf(service?.written.environment).map(([name]) => name))
  if (!service || own.size === 0 || environmentFiles(service).length > 0) return new Set()
  const left = variables.filter(({ name }) => !own.has(name) && !isSecretName(name))
  return new Set(left.map(({ name }) => name))
}
