/** The thread in which inputs are read: it can be stopped in the middle of one. */
import { parentPort } from 'node:worker_threads'
import { messageOf } from '../../gate/errors.ts'
import { attemptMany } from './attempt.ts'
import { readers } from './readers.ts'

/** What the thread is asked. */
export interface ToThread {
  reader: string
  seed: number
  inputs: number
  quick: boolean
}

/** What it tells: each input that it begins, and how it all ended. */
export type FromThread = { input: string } | { failed: string } | { done: true }

const tell = (what: FromThread) => parentPort?.postMessage(what)

parentPort?.on('message', async ({ reader: name, seed, inputs, quick }: ToThread) => {
  const reader = readers.find((each) => each.name === name)
  // Most inputs are refused, and the stacks of errors take most of that time.
  if (quick) Error.stackTraceLimit = 0
  try {
    if (!reader) throw new Error(`no reader ${name}`)
    await attemptMany(reader, {
      seed,
      inputs,
      quick,
      begins: (input) => tell({ input }),
    })
    tell({ done: true })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.stack : ''
    tell({ failed: [messageOf(error), cause].filter(Boolean).join('\n') })
  }
})
