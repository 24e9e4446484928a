/** Parses and writes Redis commands. */
import { exists, getKeyIndexes, hasFlag } from '@ioredis/commands'
import { Decoder, RESP_TYPES } from 'ioredis/built/resp/decoder.js'

export interface RedisCommand {
  /** Upper case. */
  name: string
  keys: readonly string[]
  /** Whether it may change a key; scripts always may. */
  isWrite: boolean
  /** The command in wire format. */
  bytes: Buffer
}

const scripts = new Set(['eval', 'evalsha', 'fcall'])

function keysOf(name: string, args: readonly Buffer[]): string[] {
  const indexes = exists(name) ? getKeyIndexes(name, [...args]) : args.slice(0, 1).keys()
  return [...indexes].flatMap((index) => args[index]?.toString() ?? [])
}

function encode(words: readonly Buffer[]): Buffer {
  const parts = words.flatMap((word) => [Buffer.from(`$${word.length}\r\n`), word, lineEnd])
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts])
}
const lineEnd = Buffer.from('\r\n')

function commandOf(words: readonly Buffer[]): RedisCommand {
  const name = words[0]?.toString().toLowerCase() ?? ''
  return {
    name: name.toUpperCase(),
    keys: keysOf(name, words.slice(1)),
    isWrite: !exists(name) || scripts.has(name) || hasFlag(name, 'write'),
    bytes: encode(words),
  }
}

interface Reader {
  /** @throws Error if the bytes are not RESP */
  write(chunk: Buffer): void
}

/**
 * Parses what a client sends: arrays of strings, in both RESP2 and RESP3. The parser is that of
 * ioredis; `redis-parser` on npm only supports RESP2.
 */
export function readCommands(onCommand: (command: RedisCommand) => void): Reader {
  const unexpected = () => {
    throw new TypeError('a client sent something other than a command')
  }
  return new Decoder({
    onReply: (words) => {
      const isCommand = Array.isArray(words) && words.every((word) => Buffer.isBuffer(word))
      if (!isCommand) unexpected()
      // Redis ignores empty commands.
      else if (words.length > 0) onCommand(commandOf(words))
    },
    onErrorReply: unexpected,
    onPush: unexpected,
    getTypeMapping: () => ({ [RESP_TYPES.BLOB_STRING]: Buffer }),
  })
}

/** The outcome of a command; `nothing`: a null reply, as of EXEC after a changed WATCH. */
export type ReplyKind = 'answer' | 'nothing' | 'error'

/** Parses what a server sends, without push messages, which answer no command. */
export function readReplies(onReply: (kind: ReplyKind) => void): Reader {
  return new Decoder({
    onReply: (reply) => onReply(reply === null ? 'nothing' : 'answer'),
    onErrorReply: () => onReply('error'),
    onPush: () => {},
    getTypeMapping: () => ({ [RESP_TYPES.BLOB_STRING]: Buffer }),
  })
}
