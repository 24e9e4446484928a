/** Reads the target's log in the format that its config names. */
import { stripVTControlCharacters } from 'node:util'
import type { LogKeys, TargetConfig } from '#gate/contract/contract.ts'

/** One record of the log: a line, with the lines of a trace that follow it. */
export interface LogRecord {
  text: string
  /** By the names in `logKeys`; empty if the line is not in the format. */
  fields: Record<string, unknown>
}

type Fields = LogRecord['fields']
/** The fields of a line; undefined if it begins no record. */
type ReadLine = (line: string) => Fields | undefined

const defaultKeys: LogKeys = {
  timestamp: 'timestamp',
  level: 'level',
  message: 'message',
  module: 'module',
  function: 'function',
  exception: 'exception',
}

/** What the target calls the fields of a record. */
export function keysOf({ logKeys }: TargetConfig): LogKeys {
  return { ...defaultKeys, ...logKeys }
}

/** Lines that are not blank. */
export function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line.trim() !== '')
}

function readJson(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** `key=value`, `key="a value with \" in it"`, or a key alone. */
const pair = /([^\s="]+)(?:=("(?:[^"\\]|\\.)*"|[^\s"]*))?(?:\s+|$)/y

function readLogfmt(line: string): Fields | undefined {
  const text = stripVTControlCharacters(line).trimEnd()
  const fields: Fields = {}
  pair.lastIndex = 0
  let hasValue = false
  while (pair.lastIndex < text.length) {
    const [, key = '', value] = pair.exec(text) ?? []
    // The indent of a trace, or words that are no pairs.
    if (key === '') return undefined
    hasValue ||= value !== undefined
    fields[key] = value?.startsWith('"') ? (readQuoted(value) ?? value) : (value ?? true)
  }
  return hasValue ? fields : undefined
}

function readQuoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/** Groups are called as our names of the fields; `time` is another one for the timestamp. */
function readPattern(pattern: string, keys: LogKeys): ReadLine {
  const expression = new RegExp(pattern)
  return (line) => {
    const groups = expression.exec(stripVTControlCharacters(line))?.groups
    if (!groups) return undefined
    const named = Object.entries(groups).filter(([, value]) => value !== undefined)
    return Object.fromEntries(
      named.map(([name, value]) => {
        const field = name === 'time' ? 'timestamp' : name
        return [keys[field as keyof LogKeys] ?? field, value]
      }),
    )
  }
}

/** Reads single lines of the target's log. */
export function lineReader(config: TargetConfig): ReadLine {
  const format = config.logs?.format ?? 'json'
  if (format === 'json') return readJson
  return format === 'logfmt' ? readLogfmt : readPattern(format.pattern, keysOf(config))
}

/**
 * The records of an output. In JSON each line is one; in text, a line that is not in the format
 * belongs to the record before it, as the lines of a trace do.
 */
export function logRecords(output: string, config: TargetConfig): LogRecord[] {
  const read = lineReader(config)
  const isJoined = (config.logs?.format ?? 'json') !== 'json'
  const records: LogRecord[] = []
  for (const line of linesOf(output)) {
    const fields = read(line)
    const last = records.at(-1)
    if (fields === undefined && isJoined && last) last.text += `\n${line}`
    else records.push({ text: line, fields: fields ?? {} })
  }
  return records
}
