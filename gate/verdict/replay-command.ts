/** The command that repeats a run. */
import { isAbsolute, relative } from 'node:path'
import type { Caller } from './record.ts'

/** The options of a run that the command repeats. */
export interface Replayable {
  /** How the tool was called. Default: by npm in its own folder. */
  calledBy?: Caller | undefined
  /** The folder that the command is printed in. */
  root: string
  target: { file: string }
  only: readonly string[]
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

/** The beginning of a command of ours; what follows `gate` is words of its own. */
export const programs = {
  npm: { gate: ['npm run gate', '--'], preflight: 'npm run -s preflight --' },
  npx: { gate: ['npx preflight gate', ''], preflight: 'npx preflight' },
} as const

/** The shell command that repeats a run, or a part of it. */
export function replayCommand(options: Replayable): string {
  const { calledBy = 'npm' } = options
  const file = relative(options.root, options.target.file)
  const isOutside = file.startsWith('..') || isAbsolute(file)
  const target = isOutside && calledBy === 'npm' ? options.target.file : file
  const words = [
    ...(target === 'preflight.config.ts' ? [] : ['--target', target]),
    ...(options.engine === 'auto' ? [] : ['--engine', options.engine]),
    ...(options.quick ? ['--quick'] : []),
    ...(options.strict ? ['--strict'] : []),
    ...(options.allow.length > 0 ? ['--allow', options.allow.join(',')] : []),
    ...(options.waiversFile ? ['--waivers', options.waiversFile] : []),
    ...(options.rehearsedAt ? ['--at', options.rehearsedAt] : []),
    ...(options.only.length > 0 ? ['--only', ...options.only] : []),
  ]
  const [program, separator] = programs[calledBy].gate
  const command = [program, ...(words.length > 0 ? [separator, ...words.map(quote)] : [])]
  return command.filter((part) => part !== '').join(' ')
}
