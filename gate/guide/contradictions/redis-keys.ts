/** Commands that make Redis walk through all keys at once, which blocks it for everybody. */
import { basename } from 'node:path'
import { Redis } from 'ioredis'
import { findTool } from '#gate/host/process/tools.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import { codeOf } from '../deployment/code.ts'
import { lineAt } from '../document/blocks.ts'
import { withInner } from '../document/commands.ts'
import type { Guide } from '../document/guide.ts'
import { remembered } from '../tools/remembered.ts'
import type { Workbench } from '../tools/workbench.ts'
import type { Finder } from './finder.ts'

interface Use {
  command: string
  line: number
}

const client = /^(?:redis-cli|valkey-cli|keydb-cli)$/
/** Options of the client that have a value of their own. */
const valued = /^-(?:[hpsanriuc]|-user|-pass|x)$/

/** The command that a client is given. */
function commandOf(words: readonly string[]): string | undefined {
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) return word
    if (valued.test(word)) at += 1
  }
  return undefined
}

function inShell({ commands }: Guide): Use[] {
  return commands.flatMap(({ words, line }) =>
    withInner(words).flatMap((each) => {
      const command = client.test(basename(each[0] ?? '')) ? commandOf(each) : undefined
      return command === undefined ? [] : [{ command: command.toUpperCase(), line }]
    }),
  )
}

const calls = /\b\w*(?:redis|cache|client)\w*\.(keys)\(\s*(?:f|rb?)?["'`][^"'`]*[*?[]/gi

function inCode({ blocks }: Guide): Use[] {
  return blocks
    .filter(({ kind }) => ['python', 'javascript', 'ruby', 'go'].includes(kind))
    .flatMap((block) =>
      [...codeOf(block).matchAll(calls)].map((match) => ({
        command: 'KEYS',
        line: lineAt(block, match.index),
      })),
    )
}

/** Reads all keys at once, by the categories that Redis has for its own commands. */
const wholeKeyspace = ['@keyspace', '@read', '@slow', '@dangerous']

interface Answer {
  /** Commands that read all keys at once. */
  blocking: ReadonlySet<string>
  ran: string
  told: string
}

/** Where there is no server to ask: what Redis 7 says. */
const withoutServer: Answer = {
  blocking: new Set(['KEYS']),
  ran: 'looked the command up in the documentation of Redis 7 (there is no redis-server here)',
  told: wholeKeyspace.join(' '),
}

/** Asks the server of this machine about commands. */
async function ask(commands: readonly string[], { labels }: Workbench): Promise<Answer> {
  if (findTool('redis-server') === undefined) return withoutServer
  const service = await new LocalEngine(labels).start('redis', {})
  const { host, port, version } = service.server
  const client = new Redis({ host, port })
  try {
    const blocking = new Set<string>()
    for (const command of commands) {
      const [about] = (await client.call('COMMAND', 'INFO', command)) as unknown[][]
      const categories = (about?.[6] ?? []) as string[]
      if (wholeKeyspace.every((each) => categories.includes(each))) blocking.add(command)
    }
    return { blocking, ran: `redis-server ${version}: COMMAND INFO`, told: wholeKeyspace.join(' ') }
  } finally {
    client.disconnect()
    await service.remove()
  }
}

const answerOf = remembered<Answer>()

export const redisKeys: Finder = async (guide, bench) => {
  const uses = [...inShell(guide), ...inCode(guide)]
  const commands = [...new Set(uses.map(({ command }) => command))]
  if (commands.length === 0) return []
  const { blocking, ran, told } = await answerOf(commands, () => ask(commands, bench))
  return uses
    .filter(({ command }) => blocking.has(command))
    .map(({ command, line }) => ({
      id: 'redis-blocked-by-keys',
      line,
      related: [],
      problem: `${command} reads all keys at once, and Redis serves nobody else meanwhile.`,
      ran: `${ran} ${command}`,
      printed: told,
      fix: 'Use SCAN (redis-cli --scan --pattern, scan_iter), and UNLINK for what it finds.',
      claims: ['cache.clear-nonblocking'],
    }))
}
