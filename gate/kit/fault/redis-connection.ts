/** One connection through the hold proxy: holds commands in order, and matches replies to them. */
import { connect, type Socket } from 'node:net'
import type { Address } from '#gate/host/address.ts'
import { type RedisCommand, type ReplyKind, readCommands, readReplies } from './redis-command.ts'

/** Decides which commands of a connection wait, and hears when they are done. */
export interface Overseer {
  /** Whether the command must wait; checked again at every `pump`. */
  mustWait(command: RedisCommand): boolean
  done(command: RedisCommand): void
}

interface Sent {
  command: RedisCommand
  /** For EXEC: the commands queued before it, which are done with it. */
  queued?: readonly RedisCommand[]
  isQueued: boolean
}

/** After these commands, there is no longer one reply per command. */
const unpairing = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE', 'MONITOR', 'SYNC', 'PSYNC'])

/**
 * A connection to Redis for a client. A command that must wait delays all that follow, as a slow
 * path would. What a client sent before it disconnected still arrives.
 */
export class RedisConnection {
  readonly #overseer: Overseer
  readonly #client: Socket
  readonly #server: Socket
  readonly #waiting: RedisCommand[] = []
  readonly #sent: Sent[] = []
  #queued: RedisCommand[] | undefined
  #isPaired = true
  #clientIsGone = false

  constructor(client: Socket, upstream: Address, overseer: Overseer) {
    this.#overseer = overseer
    this.#client = client
    this.#server = connect({ host: upstream.host, port: upstream.port, noDelay: true })
    client.setNoDelay(true)
    const commands = readCommands((command) => this.#waiting.push(command))
    const replies = readReplies((kind) => this.#replied(kind))
    this.#relay(client, (chunk) => {
      commands.write(chunk)
      this.pump()
    })
    this.#relay(this.#server, (chunk) => {
      client.write(chunk)
      if (this.#isPaired) replies.write(chunk)
    })
    client.on('end', () => this.#clientLeft())
    client.on('close', () => this.#clientLeft())
    this.#server.on('close', () => client.destroy())
  }

  /** Forwards the commands that need not wait. */
  pump(): void {
    for (;;) {
      const [command] = this.#waiting
      if (command === undefined || this.#overseer.mustWait(command)) break
      this.#waiting.shift()
      this.#note(command)
      this.#server.write(command.bytes)
    }
    if (this.#clientIsGone && this.#waiting.length === 0) this.#server.end()
  }

  destroy(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  onClose(listener: () => void): void {
    this.#server.on('close', listener)
  }

  /** Socket errors show as a close; invalid RESP closes the connection. */
  #relay(socket: Socket, take: (chunk: Buffer) => void): void {
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      try {
        take(chunk)
      } catch {
        this.destroy()
      }
    })
  }

  #clientLeft(): void {
    this.#clientIsGone = true
    this.pump()
  }

  #note(command: RedisCommand): void {
    const { name } = command
    if (unpairing.has(name)) this.#isPaired = false
    if (!this.#isPaired) return
    const queued = this.#queued
    const endsIt = name === 'EXEC' || name === 'DISCARD'
    const isQueued = queued !== undefined && !endsIt
    this.#sent.push({ command, isQueued, ...(queued && name === 'EXEC' ? { queued } : {}) })
    if (isQueued) queued.push(command)
    else if (name === 'MULTI') this.#queued = []
    else if (endsIt) this.#queued = undefined
  }

  #replied(kind: ReplyKind): void {
    const sent = this.#sent.shift()
    if (sent === undefined || sent.isQueued || kind === 'error') return
    this.#overseer.done(sent.command)
    if (kind === 'answer') for (const command of sent.queued ?? []) this.#overseer.done(command)
  }
}
