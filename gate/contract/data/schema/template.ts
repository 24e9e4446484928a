/** Schemas of templates: each placeholder has to be one that the place knows. */
import * as z from 'zod'
import { didYouMean } from '#gate/did-you-mean.ts'
import { isAlone, placeholdersOf, TemplateError } from '../template.ts'

/** What may be wrong with a text as a template; undefined if nothing is. */
function problemOf(text: string, names: readonly string[]): string | undefined {
  try {
    for (const { name, filter } of placeholdersOf(text)) {
      const prefix = name.includes(':') ? name.replace(/:.*/, ':…') : name
      if (!names.includes(prefix)) return unknown(name, names)
      if (filter === 'number' && !isAlone(text)) {
        return `"{${name}|number}" is a number only if it stands alone`
      }
    }
    return undefined
  } catch (error) {
    if (error instanceof TemplateError) return error.message
    throw error
  }
}

function unknown(name: string, names: readonly string[]): string {
  const hint = didYouMean(name, names)
  const known = names.map((each) => `{${each}}`).join(', ')
  const expected = names.length === 0 ? 'expected none here' : `expected some of ${known}`
  return `unknown placeholder {${name}}${hint === undefined ? '' : `, ${hint}`} (${expected})`
}

/** Every text in a value that is not a template, with its path. */
export function templateProblems(
  value: unknown,
  names: readonly string[],
  path: readonly (string | number)[] = [],
): { path: readonly (string | number)[]; message: string }[] {
  if (typeof value === 'string') {
    const message = problemOf(value, names)
    return message === undefined ? [] : [{ path, message }]
  }
  if (typeof value !== 'object' || value === null) return []
  const isList = Array.isArray(value)
  return Object.entries(value).flatMap(([key, each]) =>
    templateProblems(each, names, [...path, isList ? Number(key) : key]),
  )
}

/** Refines a schema: all texts in its values are templates with these placeholders. */
export function withPlaceholders<S extends z.ZodType>(schema: S, names: readonly string[]): S {
  return schema.superRefine((value, context) => {
    for (const { path, message } of templateProblems(value, names)) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
  })
}

/** A text with these placeholders. */
export function template(...names: string[]): z.ZodType<string> {
  return withPlaceholders(z.string(), names)
}
