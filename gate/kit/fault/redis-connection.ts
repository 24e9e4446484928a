/** One connection through the hold proxy: commands wait in order, replies are told apart. */
import { connect, type Socket } from 'node:net'
import type { Address } from '#gate/host/address.ts'
import { type RedisCommand, type ReplyKind, readCommands, readReplies } from './redis-command.ts'

/** What decides over a connection's commands, and hears of those that were done. */
export interface Overseer {
  /** Whether the command must wait; asked again at every `pump`. */
  mustWait(command: RedisCommand): boolean
  done(command: RedisCommand): void
}

interface Sent {
  command: RedisCommand
  /** Of EXEC: what was queued before it. Queued commands themselves are done with it. */
  queued?: readonly RedisCommand[]
  isQueued: boolean
}

/** After these replies are no longer one for each command. */
const unpairing = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE', 'MONITOR', 'SYNC', 'PSYNC'])

/**
 * A connection to Redis on behalf of a client. A command that must wait keeps back all that follow
 * it: Redis would see them in this order, however slow the path. What a client sent before it hung
 * up still arrives.
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

  /** Sends on what may go. */
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

  /** An error of a socket shows as its close; what is no RESP ends the connection. */
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
