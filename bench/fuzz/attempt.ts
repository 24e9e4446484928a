/** One input given to a reader: it is read or refused, in bounded time. */
import fc from 'fast-check'
import { PreflightError } from '../../gate/errors.ts'
import type { Reader } from './reader.ts'

/** Time of the processor, which does not depend on what else the machine does. */
export const mostCpuMs = 3_000

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** @throws what the reader throws that refuses nothing, and Error if it takes too long */
async function attempt(reader: Reader, text: string, isQuick: boolean): Promise<void> {
  const { read, readQuickly = read, refuses } = reader
  const begun = cpuMs()
  try {
    await (isQuick ? readQuickly : read)(text)
  } catch (error) {
    const isRefusal = error instanceof PreflightError && refuses.includes(error.code)
    if (!isRefusal) throw error
  }
  const took = cpuMs() - begun
  if (took > mostCpuMs) throw new Error(`it took ${Math.round(took)} ms of the processor's time`)
}

export interface Batch {
  seed: number
  inputs: number
  /** Whether only some of what checks ask is asked of each. Default: all. */
  quick?: boolean
  /** Told of every input before it is read, for one that never ends. */
  begins?: (text: string) => void
}

/**
 * Gives a reader many inputs, the same ones for the same seed.
 * @throws Error with the smallest input that breaks it
 */
export async function attemptMany(
  reader: Reader,
  { seed, inputs, quick = false, begins = () => {} }: Batch,
): Promise<void> {
  const property = fc.asyncProperty(reader.input, async (text) => {
    begins(text)
    await attempt(reader, text, quick)
  })
  await fc.assert(property, { seed, numRuns: inputs })
}
