/** Schemas of single fields that several parts of the contract use. */
import * as z from 'zod'
import { messageOf } from '#gate/errors.ts'

/** What a value is, in the words of an error: `a number`, `an object`, `nothing`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  const names: Record<string, string> = {
    string: 'text',
    boolean: 'true or false',
    object: 'an object',
  }
  return names[typeof value] ?? `a ${typeof value}`
}

/**
 * A function with the signature F. Only that it is a function can be checked when the config is
 * read; TypeScript checks the signature.
 */
export function fn<F extends (...args: never[]) => unknown>(): z.ZodCustom<F, F> {
  return z.custom<F>((value) => typeof value === 'function', {
    error: ({ input }) => `expected a function, got ${kindOf(input)}`,
  })
}

/** The name of an environment variable. */
export const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable')

/** The same, or a parameter in the query of the address that a variable holds. */
export const variableOrParameter = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*(\?[A-Za-z_][\w.-]*)?$/,
    'expected the name of an environment variable, or VARIABLE?parameter for one of its address',
  )

/** Environment variables with their values. */
export const variables = z.record(variable, z.string())

/** Any text but the empty one. */
export const text = z.string().min(1, 'expected text that is not empty')

/** A regular expression. */
export const regex = z.string().superRefine((expression, context) => {
  try {
    new RegExp(expression, 'm')
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: `expected a regular expression: ${messageOf(error)}`,
    })
  }
})

/** A path of a URL, or in a container: it begins with `/`. */
export const path = z.string().startsWith('/', 'expected a path that begins with /')

/** 1, 2, 3, … */
export const count = z.int().positive('expected a whole number of at least 1')
