/** The command that repeats a run. */
import { isAbsolute, relative } from 'node:path'
import { calling } from '#gate/installation.mjs'
import type { Caller } from './record.ts'

/** The options of a run that the command repeats. */
export interface Replayable {
  /** How the tool was called. Default: by npm in its own folder. */
  calledBy?: Caller | undefined
  /** The folder that the command is printed in. */
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
  /** File, as it was given. */
  guideFile?: string | undefined
  /** Given if waivers were judged as of another day. */
  rehearsedAt?: string | undefined
  environment?: string | undefined
  freshDays?: number | undefined
  seed?: number | undefined
  shard?: { index: number; of: number } | undefined
}

/** A word quoted for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** Whether npm runs our commands as scripts; undefined where a run does not say. */
export function byNpm(calledBy: Caller | undefined): boolean | undefined {
  return calledBy === undefined ? undefined : calledBy === 'npm'
}

/** The shell command that repeats a run, or a part of it. */
export function replayCommand(options: Replayable): string {
  const { calledBy } = options
  const file = relative(options.root, options.target.file)
  const isOutside = file.startsWith('..') || isAbsolute(file)
  const target = isOutside && calledBy !== 'npx' ? options.target.file : file
  const words = [
    ...(target === 'preflight.config.ts' ? [] : ['--target', target]),
    ...(options.engine === 'auto' ? [] : ['--engine', options.engine]),
    ...(options.quick ? ['--quick'] : []),
    ...(options.strict ? ['--strict'] : []),
    ...(options.allow.length > 0 ? ['--allow', options.allow.join(',')] : []),
    ...(options.waiversFile ? ['--waivers', options.waiversFile] : []),
    ...(options.rehearsedAt ? ['--at', options.rehearsedAt] : []),
    ...(options.guideFile ? ['--guide', options.guideFile] : []),
    ...(options.environment ? ['--environment', options.environment] : []),
    ...(options.freshDays ? ['--fresh', `${options.freshDays}d`] : []),
    ...(options.seed === undefined ? [] : ['--seed', String(options.seed)]),
    ...(options.shard ? ['--shard', `${options.shard.index}/${options.shard.of}`] : []),
    ...(options.levels?.length ? ['--level', options.levels.join(',')] : []),
    ...(options.only.length > 0 ? ['--only', ...options.only] : []),
  ]
  return calling('gate', words.map(quote), byNpm(calledBy))
}
