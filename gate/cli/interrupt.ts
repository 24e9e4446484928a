/** Handles Ctrl-C, and SIGTERM and SIGHUP, which mean the same. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Listens for interrupts. A second one exits at once; the reaper removes the rest.
 * @param first called on the first interrupt
 * @param exitCode of this process after a second one
 * @returns a function that stops listening
 */
export function onInterrupt(first: () => void, exitCode: number): () => void {
  let interrupted = false
  const handle = () => {
    if (interrupted) {
      process.stderr.write('\ninterrupted twice: exiting; cleanup continues in the background\n')
      process.exit(exitCode)
    }
    interrupted = true
    first()
  }
  for (const signal of signals) process.on(signal, handle)
  return () => {
    for (const signal of signals) process.off(signal, handle)
  }
}
