/** The part of the contract about logs and metrics: what they call things. */
import * as z from 'zod'
import { text } from './fields.ts'

const name = text.exactOptional()

/** Why a text is no pattern for log lines; undefined if it is one. */
function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern)
  } catch (error) {
    return `is no regular expression: ${(error as Error).message}`
  }
  const hasName = (name: string) => pattern.includes(`(?<${name}>`)
  if (hasName('level') || hasName('message')) return undefined
  return 'expected groups called time, level or message: (?<level>\\w+)'
}

const patternSchema = z.strictObject({
  /**
   * A regular expression that matches the first line of each record, with groups that are named
   * time, level, message, module, function and exception, as far as there are such parts.
   */
  pattern: text.superRefine((value, context) => {
    const message = patternProblem(value)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }),
})

const expectedFormat = 'expected json, logfmt, or an object with pattern'

export const logsSchema = z.strictObject({
  /**
   * How a record is written: `json` for one object in each line, `logfmt` for `key=value` pairs, or
   * the pattern of free text. In text, a line that is not in the format belongs to the record
   * before it. Default: `json`.
   */
  format: z
    .union([z.enum(['json', 'logfmt'], expectedFormat), patternSchema], expectedFormat)
    .exactOptional(),
})

export const logKeysSchema = z.strictObject({
  /** The key of the time. Default: `timestamp`. */
  timestamp: name,
  /** The key of the level. Default: `level`. */
  level: name,
  /** The key of the message. Default: `message`. */
  message: name,
  /** The key of the module that logs. Default: `module`. */
  module: name,
  /** The key of the function that logs. Default: `function`. */
  function: name,
  /** The key of an exception's text and stack. Default: `exception`. */
  exception: name,
})

export const logLevelsSchema = z.strictObject({
  /** The level that logs the most. Default: `DEBUG`. */
  debug: name,
  /** The level of ordinary events. Default: `INFO`. */
  info: name,
  /** The level of what may need attention. Default: `WARNING`. */
  warning: name,
  /** The level of failures. Default: `ERROR`. */
  error: name,
})

export const metricNamesSchema = z.strictObject({
  /** How names of metrics that count requests begin. Default: any with `request` in it. */
  requests: name,
  /** How names of metrics of the pool begin. Default: any with `pool` or `connection` in it. */
  pool: name,
  /** How names of metrics of the cache begin. Default: any with `cache` in it. */
  cache: name,
})

/** The keys of a log record. */
export type LogKeys = Required<z.infer<typeof logKeysSchema>>

/** The backend's names of the log levels, as `settings.logLevel` takes them. */
export type LogLevels = Required<z.infer<typeof logLevelsSchema>>
