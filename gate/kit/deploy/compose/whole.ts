/** A compose file with what it takes of other files: by `include`, and by `extends`. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { environmentValues } from '../environment-file.ts'
import { extendedService } from './extended.ts'
import { mergedMaps } from './layered.ts'
import { yamlDocuments } from './yaml.ts'

const deepest = 10

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** The document of a file; undefined if it is not here, or no YAML. */
function documentOf(file: string): YamlMap | undefined {
  return existsSync(file) ? parsed(readFileSync(file, 'utf8'), file) : undefined
}

/** A text as a document; undefined if it is no YAML. */
function parsed(text: string, file: string): YamlMap | undefined {
  try {
    return mapOf(yamlDocuments(text, file))
  } catch (error) {
    if (error instanceof PreflightError) return undefined
    throw error
  }
}

/** A path of one folder as another one names it; names of volumes, addresses stay. */
function moved(path: unknown, from: string, to: string, isPath = /^\.\.?(?:\/|$)/): unknown {
  if (typeof path !== 'string' || !isPath.test(path)) return path
  const [, head = '', rest = ''] = /^([^:]*)(:.*)?$/s.exec(path) ?? []
  const there = relative(to, join(from, head))
  return `${/^\.\.(?:\/|$)/.test(there) ? there : `./${there}`}${rest}`
}

/** What is neither an address nor absolute, nor begins with a variable. */
const anyPath = /^(?![a-z]+:\/\/|git@|\/|~|\$)./i

/** A service whose relative paths are those of another folder. */
function movedService(service: YamlMap, from: string, to: string): YamlMap {
  const { volumes, env_file: files, build } = service
  const move = (path: unknown, isPath?: RegExp) => moved(path, from, to, isPath)
  const mount = (each: unknown) =>
    isMap(each) ? { ...each, source: move(each.source) } : move(each)
  const file = (each: unknown) =>
    isMap(each) ? { ...each, path: move(each.path, anyPath) } : move(each, anyPath)
  const built = isMap(build)
    ? { ...build, context: move(build.context ?? '.', anyPath) }
    : move(build, anyPath)
  return {
    ...service,
    ...(Array.isArray(volumes) ? { volumes: volumes.map(mount) } : {}),
    ...(files === undefined ? {} : { env_file: listOf(files).map(file) }),
    ...(build === undefined ? {} : { build: built }),
  }
}

/** A service with what it takes of others, of whichever file. */
function wholeService(name: string, services: YamlMap, file: string, depth: number): YamlMap {
  const service = extendedService(name, services)
  const { file: other, service: base } = mapOf(service.extends)
  if (typeof other !== 'string' || typeof base !== 'string' || depth > deepest) return service
  const path = resolve(dirname(file), other)
  const there = mapOf(documentOf(path)?.services)
  if (!(base in there)) return service
  const { extends: _, ...own } = service
  const below = movedService(
    wholeService(base, there, path, depth + 1),
    dirname(path),
    dirname(file),
  )
  return mapOf(mergedMaps({ it: below }, { it: own }).it)
}

interface Included {
  paths: readonly string[]
  /** Files with the values of variables in them. */
  environment: readonly string[]
  folder: string
}

function includedIn(document: YamlMap, file: string): Included[] {
  return listOf(document.include).flatMap((each) => {
    const {
      path,
      env_file: files,
      project_directory: project,
    } = isMap(each) ? each : { path: each }
    const paths = listOf(path).filter((one) => typeof one === 'string' && anyPath.test(one))
    const [first] = paths
    if (first === undefined) return []
    const at = (one: unknown) => resolve(dirname(file), String(one))
    const folder = project === undefined ? dirname(at(first)) : at(project)
    const environment = files === undefined ? [join(folder, '.env')] : listOf(files).map(at)
    return [{ paths: paths.map(at), environment, folder }]
  })
}

/** The parts that others use of a document with the ones that it includes, moved to its folder. */
function wholeDocument(document: YamlMap, file: string, depth: number): YamlMap {
  const own = mapOf(document.services)
  const services = Object.fromEntries(
    Object.keys(own).map((name) => [name, wholeService(name, own, file, depth)]),
  )
  if (depth > deepest) return { ...document, services }
  const { include: _, ...rest } = document
  let whole: YamlMap = { ...rest, services }
  for (const { paths, folder } of includedIn(document, file)) {
    const parts = paths.map((path) => [path, documentOf(path)] as const)
    let below: YamlMap = {}
    for (const [path, part] of parts) {
      if (!part) return { ...whole, include: document.include }
      const { services, ...more } = wholeDocument(part, path, depth + 1)
      const moved = Object.entries(mapOf(services)).map(([name, service]) => [
        name,
        movedService(mapOf(service), folder, dirname(file)),
      ])
      below = mergedMaps(below, Object.fromEntries(moved))
      whole = { ...more, ...whole }
    }
    whole = { ...whole, services: mergedMaps(below, mapOf(whole.services)) }
  }
  return whole
}

/** Whether a document takes anything of another file. */
function hasParts(document: YamlMap): boolean {
  const services = Object.values(mapOf(document.services)).map(mapOf)
  return (
    document.include !== undefined ||
    services.some((each) => mapOf(each.extends).file !== undefined)
  )
}

/**
 * The text of a compose file with all that it includes and extends, as far as that is here; the
 * text itself if it takes nothing of others, or is no YAML. Lines are not those of the file.
 * @param file absolute
 */
export function wholeCompose(text: string, file: string): string {
  if (!isAbsolute(file) || !/\b(?:include|extends)\b/.test(text)) return text
  const document = parsed(text, file)
  return document && hasParts(document) ? JSON.stringify(wholeDocument(document, file, 0)) : text
}

/** The values that variables of included files have, by the environment files named for them. */
export function includedValues(text: string, file: string): Record<string, string> {
  const document = /\binclude\b/.test(text) ? parsed(text, file) : undefined
  if (!document) return {}
  const files = includedIn(document, file).flatMap(({ environment }) => environment)
  const values = files
    .filter((each) => existsSync(each))
    .map((each) => environmentValues(readFileSync(each, 'utf8')))
  return Object.assign({}, ...values)
}
