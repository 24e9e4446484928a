/** Ctrl-C, for many runs one after the other or side by side. */
import { onInterrupt } from '#gate/cli/interrupt.ts'
import type { Interrupt } from '#gate/run/run-gate.ts'

/** As the shell reports a process that SIGINT ended. */
const endedByInterrupt = 130

export interface Interrupts {
  readonly requested: boolean
  /** The interrupt of one more run. */
  next(): Interrupt
  stop(): void
}

/** On the first Ctrl-C all runs stop: their running checks, and what these started. */
export function listenForInterrupts(): Interrupts {
  const handed: Interrupt[] = []
  let requested = false
  const stop = onInterrupt(() => {
    requested = true
    process.stderr.write('\ninterrupted: waiting for running checks to stop\n')
    for (const interrupt of handed) {
      interrupt.requested = true
      interrupt.onRequest?.()
    }
  }, endedByInterrupt)
  return {
    get requested() {
      return requested
    },
    next: () => {
      const interrupt: Interrupt = { requested }
      handed.push(interrupt)
      return interrupt
    },
    stop,
  }
}
