/** Imports go one way: scripts/import-rules.ts says which, and this enforces it. */

import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'
import { folders, joint, layers } from '../../scripts/import-rules.ts'
import type { Source } from './sources.ts'

/** Findings `path: what is wrong`, for imports between layers of gate/ that its law forbids. */
export function wrongLayers(source: Source): string[] {
  const layer = layerOf(source.path)
  if (layer === undefined) return []
  const may = layers[layer]
  if (!may) return [`${source.path}: ${layer}/ is no layer of gate/`]
  return importsOf(source).flatMap((specifier) => {
    const other = layerOf(resolved(source.path, specifier) ?? '')
    if (other === undefined || other === layer || may.includes(other)) return []
    return [`${source.path}: imports ${specifier}, but ${layer}/ may not import ${other}/`]
  })
}

/** The folder of gate/ that a file is in; undefined for files of gate/ itself, and elsewhere. */
function layerOf(path: string): string | undefined {
  return /^gate\/([^/]+)\//.exec(path)?.[1]
}

/** Findings `path: what is wrong`, for imports in a direction that is not allowed. */
export function wrongImports(source: Source): string[] {
  const folder = topFolder(source.path)
  const more = source.path.startsWith(joint.folder) ? joint.may : []
  const may = [...(folders[folder] ?? []), ...more]
  return importsOf(source).flatMap((specifier) => {
    const target = resolved(source.path, specifier)
    if (target === undefined || topFolder(target) === folder) return []
    if (may.some((prefix) => target.startsWith(prefix))) return []
    return [`${source.path}: imports ${target}, which ${folder}/ may not`]
  })
}

/** What a file imports, types and dynamic imports of a fixed name included. */
function importsOf({ path, text }: Source): string[] {
  const { module } = parseSync(path, text)
  const named = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map((e) => e.moduleRequest?.value)),
  ]
  const dynamic = module.dynamicImports.map(({ moduleRequest }) =>
    /^(['"])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.at(2),
  )
  return [...named, ...dynamic].filter((specifier) => specifier !== undefined)
}

/** A path of ours from the root; undefined for packages. */
function resolved(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (!specifier.startsWith('.')) return undefined
  return posix.normalize(posix.join(posix.dirname(path), specifier))
}

function topFolder(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '.') : '.'
}
