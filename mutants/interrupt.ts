/** Ctrl-C, for many runs one after the other or side by side. */
import type { Interrupt } from '#gate/run/run-gate.ts'

/** As the shell reports a process that SIGINT ended. */
const endedByInterrupt = 130

export interface Interrupts {
  readonly requested: boolean
  /** The interrupt of one more run. */
  next(): Interrupt
  stop(): void
}

/** First signal: running checks stop and all is removed. Second: at once; the reaper removes. */
export function listenForInterrupts(): Interrupts {
  const handed: Interrupt[] = []
  let requested = false
  const handle = () => {
    if (requested) {
      process.stderr.write('\ninterrupted twice: ended at once; cleaning up behind\n')
      process.exit(endedByInterrupt)
    }
    requested = true
    process.stderr.write('\ninterrupted: waiting for running checks to stop\n')
    for (const interrupt of handed) {
      interrupt.requested = true
      interrupt.onRequest?.()
    }
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, handle)
  return {
    get requested() {
      return requested
    },
    next: () => {
      const interrupt: Interrupt = { requested }
      handed.push(interrupt)
      return interrupt
    },
    stop: () => {
      for (const signal of signals) process.off(signal, handle)
    },
  }
}
