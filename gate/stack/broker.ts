/**
 * The broker: starts servers once per run in the gate's main process, for vitest's workers. It
 * listens on a unix socket in the run's scratch folder that only this account can open.
 */

import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { type Lever, levers, type Replies, type SharedKind, sharedKinds } from './protocol.ts'
import { Shelf } from './shelf.ts'
import type { Engine, ServiceKind, Services } from './types.ts'
import { toWire } from './wire-error.ts'

const maxSocketPath = 104
const largestBody = 4 * 1024 * 1024

export interface Broker {
  /** For `connectStack`. */
  socketPath: string
  engine: Engine
  /** The run's server of a kind, as workers get it. */
  shared<K extends SharedKind>(kind: K): Promise<Services[K]['server']>
  /** A database number of the shared Redis that nothing else in this run uses. */
  redisDatabase(): Promise<number>
  /** Removes every service and the socket. Idempotent. */
  close(): Promise<void>
}

/** Work that is done once per run and argument, in the gate's main process, on first demand. */
export type Tasks = Readonly<Record<string, (argument: string) => Promise<unknown>>>

/**
 * Later calls with the same argument get the same result, or the same error, unless a service came
 * to harm meanwhile: then the next call tries again.
 */
function memoise(tasks: Tasks, harmed: () => number): Tasks {
  const results = new Map<string, Promise<unknown>>()
  const entries = Object.entries(tasks).map(([name, task]) => {
    const once = (argument: string) => {
      const key = JSON.stringify([name, argument])
      const before = harmed()
      const known = results.get(key)
      const result = known ?? task(argument)
      results.set(key, result)
      if (known === undefined) {
        result.catch(() => {
          if (harmed() > before) results.delete(key)
        })
      }
      return result
    }
    return [name, once] as const
  })
  return Object.fromEntries(entries)
}

/**
 * Opens the broker of a run. Services start on demand.
 * @param tasks by name; see `StackClient.task`
 * @throws PREFLIGHT_E_STORAGE if the scratch folder's path is too long for a socket
 */
export async function openBroker(
  engine: Engine,
  labels: RunLabels,
  tasks: Tasks = {},
): Promise<Broker> {
  const socketPath = join(labels.scratchDir, 'stack.sock')
  if (Buffer.byteLength(socketPath) > maxSocketPath) {
    throw new PreflightError(
      'PREFLIGHT_E_STORAGE',
      `the path is too long for a socket: ${socketPath}`,
      {
        hint: 'set TMPDIR to a shorter path',
      },
    )
  }
  const shelf = new Shelf(engine)
  const onceTasks = memoise(tasks, () => shelf.harm.last)
  // Clients close what is idle: if both did, a request could meet a connection that just ends.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 })
  server.on('request', async (request, response) => {
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    try {
      reply(200, await answer(request, engine, shelf, onceTasks))
    } catch (error) {
      reply(500, toWire(error))
    }
  })
  await listen(server, socketPath)
  let closing: Promise<void> | undefined
  const close = async () => {
    // Removal first: a request meanwhile still gets an answer.
    await shelf.close().finally(async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    })
  }
  return {
    socketPath,
    engine,
    shared: (kind) => shelf.shared(kind),
    redisDatabase: () => shelf.redisDatabase(),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** The socket is closed to other accounts from the start. */
async function listen(server: Server, socketPath: string): Promise<void> {
  const before = process.umask(0o177)
  // listen() creates the socket synchronously, so the mask affects no other file.
  server.listen(socketPath)
  process.umask(before)
  await once(server, 'listening')
  chmodSync(socketPath, 0o600)
}

async function answer(
  request: IncomingMessage,
  engine: Engine,
  shelf: Shelf,
  tasks: Tasks,
): Promise<unknown> {
  const [resource, id, action] = (request.url ?? '').split('/').slice(1)
  const body = await readJson(request)
  if (resource === 'engine') {
    const reply: Replies['engine'] = { name: engine.name, provenance: await engine.provenance() }
    return reply
  }
  if (resource === 'shared') {
    const kind = sharedKinds.find((shared) => shared === body.kind)
    if (kind) return { server: await shelf.shared(kind) } satisfies Replies['shared']
  }
  if (resource === 'redis-database' && id !== undefined) {
    await shelf.giveRedisDatabase(Number(id))
    return {} satisfies Replies['done']
  }
  if (resource === 'redis-database') {
    return { number: await shelf.redisDatabase() } satisfies Replies['redisDatabase']
  }
  if (resource === 'harm') return await harmOf(shelf, body)
  if (resource === 'task') {
    const task = tasks[String(body.name)]
    if (task) return { result: await task(String(body.argument)) } satisfies Replies['task']
  }
  if (resource === 'dedicated' && id === undefined) {
    const kind = body.kind as ServiceKind
    return shelf.dedicated(kind, body.options as Services[ServiceKind]['options'])
  }
  if (resource === 'dedicated' && id !== undefined) return pull(shelf, id, action, body)
  throw new PreflightError('PREFLIGHT_E_INTERNAL', `the broker does not know ${request.url}`)
}

/** The harm since a number: at once, or as soon as there is any. Without a number only the last. */
async function harmOf(shelf: Shelf, body: Record<string, unknown>): Promise<Replies['harm']> {
  const { since, waits, services } = body
  if (typeof since !== 'number') return { last: shelf.harm.last, harm: [] }
  if (Array.isArray(services)) await shelf.lookForHarm(services)
  const harm = waits ? await shelf.harm.next(since) : shelf.harm.since(since)
  return { last: shelf.harm.last, harm }
}

async function pull(
  shelf: Shelf,
  id: string,
  action: string | undefined,
  body: Record<string, unknown>,
): Promise<Replies['log'] | Replies['done']> {
  if (action === 'log') return { log: await shelf.service(id).log() }
  const lever: Lever | undefined = levers.find((known) => known === action)
  if (lever === undefined)
    throw new PreflightError('PREFLIGHT_E_INTERNAL', `unknown action ${action}`)
  if (lever === 'remove') await shelf.remove(id)
  else if (lever === 'stop') await shelf.stop(id, body.how as 'orderly' | 'crash')
  else await shelf.service(id)[lever]()
  return {}
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) {
    text += chunk
    if (text.length > largestBody) {
      throw new PreflightError('PREFLIGHT_E_STACK', 'the options of a service are too large')
    }
  }
  return text === '' ? {} : JSON.parse(text)
}
