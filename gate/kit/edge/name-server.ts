/**
 * A DNS server on loopback for the edge, with answers set by the check. It has its own thread, as
 * an edge gives up on names if a busy check answers late.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Address } from '#gate/host/address.ts'
import { within } from '#gate/host/process/wait.ts'
import type { FromThread, ToThread } from './name-server-thread.ts'

const threadTimeoutMs = 10_000
/** Asked of Node, as its name ends otherwise in the package. */
const threadModule = import.meta.resolve('#gate/kit/edge/name-server-thread.ts')

export interface Names {
  address: Address
  /** Sets the IPv4 addresses of a name, or of all other names. */
  set(addresses: readonly string[], name?: string): Promise<void>
  addressesOf(name: string): readonly string[]
  /** How many queries it got. */
  asked(): Promise<number>
  close(): Promise<void>
}

/** Opens a server that answers for every name; a name without an address does not exist. */
export async function openNames(addresses: readonly string[]): Promise<Names> {
  const thread = new Worker(new URL(threadModule))
  const next = async () =>
    await within("the gate's DNS server to answer", threadTimeoutMs, async (signal) => {
      const [message] = (await once(thread, 'message', { signal })) as [FromThread]
      return message
    })
  const started = await next()
  const ask = async (message: ToThread) => {
    const reply = next()
    thread.postMessage(message)
    return await reply
  }
  const book: Record<string, readonly string[]> = { '*': addresses }
  await ask({ book })
  return {
    address: { host: '127.0.0.1', port: 'port' in started ? started.port : 0 },
    set: async (now, name = '*') => {
      book[name.toLowerCase()] = now
      await ask({ book })
    },
    addressesOf: (name) => book[name.toLowerCase()] ?? book['*'] ?? [],
    asked: async () => {
      const reply = await ask({ question: 'asked' })
      return 'asked' in reply ? reply.asked : 0
    },
    close: async () => {
      await thread.terminate()
    },
  }
}
