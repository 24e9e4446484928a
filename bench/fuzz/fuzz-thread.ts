/** A thread that reads inputs, and what watches it: for a hang, and for memory without an end. */
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../gate/errors.ts'
import type { FromThread, ToThread } from './thread.ts'

/** Time of the processor for a single input: a busy machine may take far longer over one. */
const hangsMs = 20_000
const looksMs = 1_000
const memoryMiB = 1_024
const shownLength = 20_000

/** `broke` says how, with the input. */
export type Outcome = { ok: true } | { broke: string }

/** Of the whole process, which does nothing but read. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const shown = (input: string) =>
  `${input.length} characters: ${JSON.stringify(input.slice(0, shownLength))}`

/** Reads batches one after the other; it cannot be used again once a reader broke. */
export class FuzzThread {
  readonly #worker = new Worker(new URL('./thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
  })

  /** Reads a batch to its end, or to the input that breaks the reader. */
  async run(batch: ToThread): Promise<Outcome> {
    const worker = this.#worker
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    let input = ''
    let begunMs = cpuMs()
    const hear = (told: FromThread) => {
      begunMs = cpuMs()
      if ('input' in told) input = told.input
      else resolve('failed' in told ? { broke: told.failed } : { ok: true })
    }
    const die = (error: Error) => resolve({ broke: `${messageOf(error)}, with ${shown(input)}` })
    const looks = setInterval(() => {
      if (cpuMs() - begunMs < hangsMs) return
      resolve({ broke: `it hung with ${shown(input)}` })
    }, looksMs)
    worker.on('message', hear)
    worker.on('error', die)
    try {
      worker.postMessage(batch)
      return await promise
    } finally {
      clearInterval(looks)
      worker.off('message', hear)
      worker.off('error', die)
    }
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
