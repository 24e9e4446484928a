/**
 * A proxy in front of Redis that holds chosen commands back until they are released: `hold SET on
 * key … until DEL is done`. That makes a race happen on every try instead of on one in twenty.
 */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { within } from '#gate/host/process/wait.ts'
import type { RedisCommand } from './redis-command.ts'
import { RedisConnection } from './redis-connection.ts'

/** Which commands; a field that is left out matches all. */
export interface CommandMatch {
  /** Names in upper case, or all that may change a key, scripts included. */
  commands?: readonly string[] | 'writes'
  /** One of the command's keys. */
  key?: string | RegExp
  /** The path that they come through. */
  path?: string
}

export interface HoldRule extends CommandMatch {
  /** Releases by itself once such a command, sent after the first was held, is answered. */
  until?: CommandMatch
}

export interface HeldCommand {
  path: string
  name: string
  keys: readonly string[]
  /** By `performance.now()`. */
  heldAtMs: number
}

export interface Hold {
  /** The commands held so far. */
  readonly held: readonly HeldCommand[]
  /**
   * The first command that was held: proof that the hold has an effect.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if none came in time
   */
  firstHeld(timeoutMs: number): Promise<HeldCommand>
  /** Releases everything, now and from now on. Idempotent. */
  release(): void
  /**
   * Settles when the hold is released.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is not in time
   */
  released(timeoutMs: number): Promise<void>
}

export interface RedisHold {
  /** The address to give to a client, by path: one for each replica. */
  readonly urls: Readonly<Record<string, string>>
  hold(rule: HoldRule): Hold
  /** Ends every connection. Idempotent. */
  close(): Promise<void>
}

function matches(match: CommandMatch, command: RedisCommand, path: string): boolean {
  const { commands, key } = match
  if (match.path !== undefined && match.path !== path) return false
  if (commands === 'writes' ? !command.isWrite : commands && !commands.includes(command.name)) {
    return false
  }
  if (key === undefined) return true
  return command.keys.some((each) => (typeof key === 'string' ? each === key : key.test(each)))
}

function describe({ commands, key, path }: CommandMatch): string {
  const names = typeof commands === 'object' ? commands.join(' or ') : (commands ?? 'a command')
  const on = key === undefined ? '' : ` on ${key}`
  return `${names}${on}${path === undefined ? '' : ` through ${path}`}`
}

class ActiveHold implements Hold {
  readonly held: HeldCommand[] = []
  readonly #rule: HoldRule
  readonly #known = new WeakSet<RedisCommand>()
  readonly #firstHeld = Promise.withResolvers<HeldCommand>()
  readonly #released = Promise.withResolvers<void>()
  readonly #onRelease: () => void
  #isReleased = false

  constructor(rule: HoldRule, onRelease: () => void) {
    this.#rule = rule
    this.#onRelease = onRelease
  }

  holds(command: RedisCommand, path: string): boolean {
    if (this.#isReleased || !matches(this.#rule, command, path)) return false
    if (!this.#known.has(command)) {
      this.#known.add(command)
      const { name, keys } = command
      const held = { path, name, keys, heldAtMs: performance.now() }
      this.held.push(held)
      this.#firstHeld.resolve(held)
    }
    return true
  }

  done(command: RedisCommand, path: string): void {
    const { until } = this.#rule
    if (until && this.held.length > 0 && matches(until, command, path)) this.release()
  }

  firstHeld(timeoutMs: number): Promise<HeldCommand> {
    const condition = describe(this.#rule)
    return within(condition, timeoutMs, () => this.#firstHeld.promise).catch((cause) => {
      throw inconclusive(`the hold caught no command: ${messageOf(cause)}`, cause)
    })
  }

  released(timeoutMs: number): Promise<void> {
    const condition = `${describe(this.#rule.until ?? {})} to be answered`
    return within(condition, timeoutMs, () => this.#released.promise).catch((cause) => {
      throw inconclusive(`the hold was not released: ${messageOf(cause)}`, cause)
    })
  }

  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#released.resolve()
    this.#onRelease()
  }
}

class HoldProxy implements RedisHold {
  readonly urls: Record<string, string> = {}
  readonly #upstream: URL
  readonly #servers: Server[] = []
  readonly #connections = new Set<RedisConnection>()
  readonly #holds = new Set<ActiveHold>()

  constructor(upstream: string) {
    this.#upstream = new URL(upstream)
  }

  async listen(path: string): Promise<void> {
    // A client may close its half and still wait for replies.
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client, path))
    this.#servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(this.#upstream)
    url.host = `127.0.0.1:${(server.address() as { port: number }).port}`
    this.urls[path] = url.href
  }

  hold(rule: HoldRule): Hold {
    const hold = new ActiveHold(rule, () => {
      this.#holds.delete(hold)
      for (const connection of this.#connections) connection.pump()
    })
    this.#holds.add(hold)
    return hold
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy()
    const open = this.#servers.filter((server) => server.listening)
    await Promise.all(open.map((server) => once(server.close(), 'close')))
  }

  #accept(client: Socket, path: string): void {
    const upstream = { host: this.#upstream.hostname, port: Number(this.#upstream.port || 6379) }
    const connection = new RedisConnection(client, upstream, {
      mustWait: (command) => [...this.#holds].some((hold) => hold.holds(command, path)),
      done: (command) => {
        for (const hold of this.#holds) hold.done(command, path)
      },
    })
    this.#connections.add(connection)
    connection.onClose(() => this.#connections.delete(connection))
  }
}

/**
 * Opens a proxy with some paths, each an address of its own on loopback. Commands pass unchanged
 * while nothing is held; TLS is not spoken.
 * @param url of the Redis server; its database and password stand in the paths' URLs too
 */
export async function openRedisHold(url: string, paths: readonly string[]): Promise<RedisHold> {
  const proxy = new HoldProxy(url)
  try {
    for (const path of paths) await proxy.listen(path)
  } catch (cause) {
    await proxy.close()
    throw inconclusive(`cannot open a proxy in front of Redis: ${messageOf(cause)}`, cause)
  }
  return proxy
}
