/** The command that repeats a run. */
import { isAbsolute, relative } from 'node:path'
import { calling } from '#gate/installation.mjs'

/** The options of a run that the command repeats. */
export interface Replayable {
  root: string
  target: { file: string }
  only: readonly string[]
  levels?: readonly string[]
  engine: string
  allow: readonly string[]
  quick: boolean
  strict: boolean
  /** File, as it was given. */
  waiversFile?: string | undefined
  /** Given if waivers were judged as of another day. */
  rehearsedAt?: string | undefined
}

/** A word quoted for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The shell command that repeats a run, or a part of it. */
export function replayCommand(options: Replayable): string {
  const file = relative(options.root, options.target.file)
  const target = file.startsWith('..') || isAbsolute(file) ? options.target.file : file
  const words = [
    ...(target === 'preflight.config.ts' ? [] : ['--target', target]),
    ...(options.engine === 'auto' ? [] : ['--engine', options.engine]),
    ...(options.quick ? ['--quick'] : []),
    ...(options.strict ? ['--strict'] : []),
    ...(options.allow.length > 0 ? ['--allow', options.allow.join(',')] : []),
    ...(options.waiversFile ? ['--waivers', options.waiversFile] : []),
    ...(options.rehearsedAt ? ['--at', options.rehearsedAt] : []),
    ...(options.levels?.length ? ['--level', options.levels.join(',')] : []),
    ...(options.only.length > 0 ? ['--only', ...options.only] : []),
  ]
  return calling('gate', words.map(quote))
}
