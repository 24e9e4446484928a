/** Command lines of others, such as scripts of package.json, as a config takes them. */
import { type Command, parse, type Statement } from 'unbash'
import { CommandLineError, wordsOf } from '#gate/contract/data/words.ts'

/** Whether the config takes it as it is: a program and its arguments. */
function isPlain(line: string): boolean {
  try {
    return !/^\s*[A-Za-z_]\w*=/.test(line) && wordsOf(line).length > 0
  } catch (error) {
    if (error instanceof CommandLineError) return false
    throw error
  }
}

/** The command that runs last, if those before it have ended by then and it decides the end. */
function lastCommand({ command, background }: Statement): Command | undefined {
  if (background) return undefined
  if (command.type === 'Command') return command
  if (command.type !== 'AndOr' || command.operators.some((each) => each !== '&&')) return undefined
  const last = command.commands.at(-1)
  return last?.type === 'Command' ? last : undefined
}

/** What a shell does itself, and no program can. */
const builtins = new Set([
  'cd',
  'exec',
  'exit',
  'export',
  'set',
  'source',
  '.',
  'true',
  'wait',
  ':',
])

/**
 * The line with `exec` before its last command, which then is the process that gets the signals.
 * A pipeline and others of whose parts several run at once stay as they are.
 */
function replacing(line: string): string {
  const last = parse(line).commands.map(lastCommand)
  const command = last.every((each) => each !== undefined) ? last.at(-1) : undefined
  if (command?.name === undefined || builtins.has(command.name.value)) return line
  const exec = command.prefix.length > 0 ? 'exec env' : 'exec'
  return `${line.slice(0, command.pos)}${exec} ${line.slice(command.pos)}`
}

/** A command line: as it is where it is plain, else as one for a shell. */
export function commandOf(line: string): string | string[] {
  return isPlain(line) ? line : ['sh', '-c', replacing(line.trim())]
}

/** Where npm finds the programs of a project's packages. */
const packagePrograms = 'node_modules/.bin'

/**
 * A script of package.json as it works without npm: with the paths of programs that packages
 * brought, or with a PATH that has them if a shell or another program starts them.
 * @param has whether a file is there, by its path from the project's folder
 */
export function withoutNpm(line: string, has: (file: string) => boolean): string {
  const isOfPackage = (word: string) => /^[\w.-]+$/.test(word) && has(`${packagePrograms}/${word}`)
  const [first = '', ...others] = line.trim().split(/[\s;&|()]+/)
  if (others.some(isOfPackage) || (isOfPackage(first) && !isPlain(line)))
    return `export PATH="$PWD/${packagePrograms}:$PATH"; ${line.trim()}`
  return isOfPackage(first) ? `${packagePrograms}/${line.trim()}` : line
}
