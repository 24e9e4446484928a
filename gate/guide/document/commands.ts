/** The commands in a guide's blocks of a shell. */
import { basename } from 'node:path'
import { commandsIn, placedCommandsIn, type Words } from '#gate/kit/deploy/cloud/shell.ts'
import { type CodeBlock, lineInGuide } from './blocks.ts'
import { scriptOf } from './shell-text.ts'

export interface GuideCommand {
  words: Words
  line: number
  block: CodeBlock
}

/** Commands of all blocks, in order; a block that is no script for the shell has none. */
export function commandsOf(blocks: readonly CodeBlock[]): GuideCommand[] {
  return blocks
    .filter(({ kind }) => kind === 'shell')
    .flatMap((block) => {
      const script = scriptOf(block)
      const line = (at: number) => lineInGuide(block, script.slice(0, at).split('\n').length)
      return placedCommandsIn(script, {})
        .sort((one, other) => one.at - other.at)
        .map(({ words, at }) => ({ words, line: line(at), block }))
    })
}

/** Options with a value of their own: long ones anywhere, short ones by the verb before them. */
const valued = new RegExp(
  `^--(?:${[
    'env|env-file|user|file|project-name|project-directory|profile|workdir|volume|name|network',
    'entrypoint|label|publish|timeout|tail|since|until|scale|pull|build-arg|index|wait-timeout',
    'namespace|container|context|progress|mount|memory|cpus|restart|platform|exit-code-from|ansi',
  ].join('|')})$`,
)
const short: Readonly<Record<string, RegExp>> = {
  '': /^-[fpncIH]$/,
  exec: /^-[euwnc]$/,
  run: /^-[euwvplhmn]$/,
  logs: /^-n$/,
  up: /^-t$/,
  down: /^-t$/,
  stop: /^-t$/,
  restart: /^-t$/,
}

/** The words that are no options, and where they are. */
function positions(words: Words, from: number, verb = ''): number[] {
  const found: number[] = []
  for (let at = from; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === '--') continue
    if (word.startsWith('-')) at += valued.test(word) || short[verb]?.test(word) ? 1 : 0
    else found.push(at)
  }
  return found
}

/** A call of Docker Compose. */
export interface ComposeCall {
  /** Files that it names with `-f`. */
  files: readonly string[]
  environmentFiles: readonly string[]
  project: string | undefined
  verb: string
  /** Words after the verb that are no options: services, and the command of `exec` and `run`. */
  operands: readonly string[]
  /** Where the first operand is, among all words. */
  operandAt: number | undefined
  words: Words
}

function valuesOf(words: Words, names: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const [name = '', ...rest] = word.split('=')
    if (!names.includes(name)) return []
    return rest.length > 0 ? [rest.join('=')] : (words[at + 1] ?? [])
  })
}

/** Reads a call of Docker Compose; undefined for any other command. */
export function composeCallOf(words: Words): ComposeCall | undefined {
  const program = basename(words[0] ?? '')
  const isPlugin = program === 'docker' && words[1] === 'compose'
  if (!isPlugin && program !== 'docker-compose') return undefined
  const [verbAt] = positions(words, isPlugin ? 2 : 1)
  if (verbAt === undefined) return undefined
  const before = words.slice(0, verbAt)
  const verb = words[verbAt] ?? ''
  // What follows the service is another program's.
  const takesCommand = verb === 'exec' || verb === 'run'
  const [first, ...others] = positions(words, verbAt + 1, verb)
  const rest =
    takesCommand && first !== undefined
      ? words.slice(first + 1)
      : others.map((at) => words[at] ?? '')
  return {
    files: valuesOf(before, ['-f', '--file']),
    environmentFiles: valuesOf(before, ['--env-file']),
    project: valuesOf(before, ['-p', '--project-name'])[0],
    verb,
    operands: first === undefined ? [] : [words[first] ?? '', ...rest],
    operandAt: first,
    words,
  }
}

const shells = /^(?:ba|da|a|z|k)?sh$/

/** The command that another one starts: in a container, on another machine, as another user. */
function inner(words: Words): Words[] {
  const program = basename(words[0] ?? '')
  const compose = composeCallOf(words)
  if (compose) {
    const { verb, operandAt } = compose
    const isStart = (verb === 'exec' || verb === 'run') && operandAt !== undefined
    return isStart ? [words.slice(operandAt + 1)] : []
  }
  if (program === 'docker' || program === 'podman') {
    const [verbAt = 0] = positions(words, 1)
    const [first] = positions(words, verbAt + 1, words[verbAt])
    const isStart = ['exec', 'run'].includes(words[verbAt] ?? '') && first !== undefined
    return isStart ? [words.slice(first + 1)] : []
  }
  if (program === 'kubectl') {
    const at = words.indexOf('--')
    return at > 0 ? [words.slice(at + 1)] : []
  }
  if (shells.test(program)) {
    const at = words.findIndex((word) => /^-\w*c$/.test(word))
    return at > 0 ? commandsIn(words[at + 1] ?? '', {}) : []
  }
  if (['sudo', 'env', 'xargs', 'time', 'nohup', 'ssh', 'watch', 'exec'].includes(program)) {
    const skipped = program === 'ssh' ? 1 : 0
    const at = positions(words, 1).find((each) => !/^\w+=/.test(words[each] ?? ''))
    return at === undefined ? [] : [words.slice(at + skipped)]
  }
  return []
}

const deepest = 5

/** A command, and those that it starts: `docker compose exec cache redis-cli ping` has two. */
export function withInner(words: Words, depth = 0): Words[] {
  if (words.length === 0) return []
  if (depth >= deepest) return [words]
  return [words, ...inner(words).flatMap((each) => withInner(each, depth + 1))]
}
