/** Loads a module that a user wrote. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import './own-name.ts'

/** What a module exports as its default, as ES module or CommonJS. */
export function defaultOf(module: { default?: unknown }): unknown {
  const exported = module.default
  const inner = Object(exported) as { __esModule?: unknown; default?: unknown }
  return inner.__esModule && inner.default !== undefined ? inner.default : exported
}

/** Loads a module. Vitest, which runs the checks, cannot read TypeScript in CommonJS. */
export async function loadModule(path: string): Promise<{ default?: unknown }> {
  if (/\.c[jt]s$/.test(path)) return { default: createRequire(import.meta.url)(path) }
  return await import(pathToFileURL(path).href)
}
