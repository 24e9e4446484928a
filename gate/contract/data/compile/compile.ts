/**
 * Turns a config that is data into one with functions, so that nothing else knows of the data
 * form. It trusts the data: the schema was here before. k6 loads this file.
 */
import type { TargetConfig } from '../../target-config.ts'
import { placeOf } from '../places.ts'
import { compileForms } from './forms.ts'

const places = Object.keys(compileForms)

function compileAt(value: unknown, path: readonly string[]): unknown {
  const form = compileForms[placeOf(path, places) ?? '']
  if (form) return form(value as never, path.at(-1) ?? '')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, compileAt(each, [...path, key])]),
  )
}

/** The config with functions in place of what describes them. */
export function compileTarget(data: object): TargetConfig {
  return compileAt(data, []) as TargetConfig
}
