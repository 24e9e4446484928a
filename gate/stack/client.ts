/** A worker's side of the broker: the same services, used from another process. */

import { Pool } from 'undici'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { type Harmed, HarmWatch } from './harm-watch.ts'
import { type Lever, type Replies, type SharedKind, sharedKinds } from './protocol.ts'
import type { EngineName, RunningService, ServiceKind, Services } from './types.ts'
import { fromWire, type WireError } from './wire-error.ts'

/** Longer than any engine takes to start a service or to build an image. */
const answerTimeoutMs = 600_000

export interface StackClient {
  /** The engine's name, and where its servers come from. */
  engine(): Promise<{ name: EngineName; provenance: Record<string, string> }>
  /** The run's server of a kind, started on first use. Leave it unchanged. */
  shared<K extends SharedKind>(kind: K): Promise<Services[K]['server']>
  /**
   * A server for the caller alone, which may stop or pause it. Remove it after use; it goes with
   * the run at the latest.
   */
  dedicated<K extends ServiceKind>(
    kind: K,
    options: Services[K]['options'],
  ): Promise<RunningService<K>>
  /** A Redis for the caller alone, beside those that a claim declares. Remove it after use. */
  ownRedis(): Promise<RunningService<'redis'>>
  /** A database number of the shared Redis that nothing else in this run uses. */
  redisDatabase(): Promise<number>
  /** Gives such a number back, with what the target left there. */
  giveRedisDatabase(number: number): Promise<void>
  /** The result of a task that the gate's main process runs once per argument. */
  task<T>(name: string, argument: string): Promise<T>
  /** Begins to watch for harm to what this client uses. */
  watchHarm(): Promise<Harmed>
  /** Closes the connections; services keep running. */
  close(): Promise<void>
}

/**
 * Connects on first use.
 * Every method throws what the engine threw, or PREFLIGHT_E_STACK if the broker is gone.
 * @param socketPath `Broker.socketPath`
 */
export function connectStack(socketPath: string): StackClient {
  const pool = new Pool('http://stack', {
    connections: 16,
    socketPath,
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  })
  const ask = <R>(path: string, body: unknown = {}) => post<R>(pool, path, body)
  const harm = new HarmWatch((body) => ask<Replies['harm']>('/harm', body))
  const dedicated = async <K extends ServiceKind>(kind: K, options: Services[K]['options']) => {
    const { id, server } = await ask<Replies['dedicated']>('/dedicated', { kind, options })
    harm.uses(id)
    const pull = async (lever: Lever, body = {}) => {
      await ask<Replies['done']>(`/dedicated/${id}/${lever}`, body)
    }
    const service: RunningService<K> = {
      kind,
      server: server as Services[K]['server'],
      remove: () => pull('remove'),
      stop: (how) => pull('stop', { how }),
      start: () => pull('start'),
      pause: () => pull('pause'),
      resume: () => pull('resume'),
      log: async () => (await ask<Replies['log']>(`/dedicated/${id}/log`)).log,
    }
    return service
  }
  return {
    engine: () => ask<Replies['engine']>('/engine'),
    shared: async <K extends SharedKind>(kind: K) => {
      harm.uses(kind)
      const { server } = await ask<Replies['shared']>('/shared', { kind })
      return server as Services[K]['server']
    },
    dedicated,
    ownRedis: () => dedicated('redis', {}),
    redisDatabase: async () => {
      harm.uses('redis')
      return (await ask<Replies['redisDatabase']>('/redis-database')).number
    },
    giveRedisDatabase: async (number) => {
      await ask<Replies['done']>(`/redis-database/${number}`)
    },
    task: async <T>(name: string, argument: string) => {
      try {
        return (await ask<Replies['task']>('/task', { name, argument })).result as T
      } catch (error) {
        // What the task used, it does not say.
        for (const kind of sharedKinds) harm.uses(kind)
        throw error
      }
    },
    watchHarm: () => harm.begin(),
    close: () => pool.destroy(),
  }
}

async function post<R>(pool: Pool, path: string, body: unknown): Promise<R> {
  const reply = await exchange(pool, path, body).catch((cause) => {
    throw new PreflightError(
      'PREFLIGHT_E_STACK',
      `the gate process that runs the backing services does not answer: ${messageOf(cause)}`,
      { cause },
    )
  })
  if (reply.statusCode === 200) return reply.body as R
  throw fromWire(reply.body as WireError)
}

async function exchange(pool: Pool, path: string, body: unknown) {
  const { statusCode, body: answer } = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { statusCode, body: await answer.json() }
}
