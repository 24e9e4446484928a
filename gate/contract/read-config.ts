/** Reads what a config file exports: every wrong key is named, with what was expected. */
import type * as z from 'zod'
import { didYouMean } from '#gate/did-you-mean.ts'
import { kindOf } from './fields.ts'
import { type TargetConfig, targetSchema } from './target-config.ts'

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
}

/** The keys that the schema of an issue knows. */
function knownKeys(schema: unknown): string[] {
  const { def } = (schema as z.ZodObject | z.ZodRecord)._zod
  if (def.type === 'object') return Object.keys(def.shape)
  return 'entries' in def.keyType._zod.def ? Object.keys(def.keyType._zod.def.entries ?? {}) : []
}

/** The message of an issue whose schema has no words of its own for it. */
function messageFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    return `expected ${nouns[issue.expected] ?? issue.expected}, got ${kindOf(issue.input)}`
  }
  if (issue.code === 'too_small' && issue.origin === 'array') {
    return `expected a list of ${issue.minimum}`
  }
  if (issue.code !== 'unrecognized_keys') return undefined
  const known = knownKeys(issue.inst)
  const unknown = issue.keys.map((key) => {
    const hint = didYouMean(key, known)
    return `unknown key "${key}"${hint === undefined ? '' : `, ${hint}`}`
  })
  return `${unknown.join(', ')} (expected some of ${known.join(', ')})`
}

/** Whether a value has the form of one option of a union, whatever is wrong inside. */
function hasItsForm(issues: readonly z.core.$ZodIssue[]): boolean {
  return !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0)
}

/** One thing that is wrong with a config. */
export interface Problem {
  /** The keys to it, from the outside. */
  path: readonly PropertyKey[]
  /** What was expected, and what was meant. */
  message: string
  /** Keys at the path that are unknown. Default: the value at the path is wrong. */
  unknownKeys?: readonly string[]
}

/** What is wrong, by key. */
function describe(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): Problem[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.filter(hasItsForm)
    if (meant.length === 1) return meant.flat().flatMap((each) => describe(each, path))
  }
  const inner = issue.code === 'invalid_key' ? issue.issues[0] : undefined
  const { message } = inner ?? issue
  if (issue.code !== 'unrecognized_keys') return [{ path, message }]
  return [{ path, message, unknownKeys: issue.keys }]
}

/** What a schema finds wrong with a value, as zod says it. */
export function issuesOf(schema: z.ZodType, value: unknown): z.core.$ZodIssue[] {
  return schema.safeParse(value, { error: messageFor }).error?.issues ?? []
}

/** What a schema finds wrong with a value. */
export function problemsOf(schema: z.ZodType, value: unknown): Problem[] {
  return issuesOf(schema, value).flatMap((issue) => describe(issue))
}

/** A problem in one line: where, and what was expected. */
function inOneLine({ path, message }: Problem): string {
  return `${path.map(String).join('.') || 'the export'}: ${message}`
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** A copy without keys that are undefined: in a config that is as good as leaving them out. */
function withoutUndefined(value: unknown, copies = new Map<unknown, unknown>()): unknown {
  if (copies.has(value)) return copies.get(value)
  if (!isPlainObject(value)) return value
  const copy: Record<string, unknown> = {}
  copies.set(value, copy)
  for (const [key, each] of Object.entries(value)) {
    if (each !== undefined) copy[key] = withoutUndefined(each, copies)
  }
  return copy
}

/**
 * Validates what a config file exports.
 * @returns the config without keys that are undefined, or a line for each thing that is wrong
 */
export function readConfig(exported: unknown): { config: TargetConfig } | { problems: string[] } {
  const value = withoutUndefined(exported)
  const problems = problemsOf(targetSchema, value).map(inOneLine)
  return problems.length === 0 ? { config: value as TargetConfig } : { problems }
}
