/** Ctrl-C, and the signals that ask for the same: SIGTERM and SIGHUP. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Listens for interrupts. A second one ends this process at once; the reaper removes what is left.
 * @param first what the first interrupt asks for
 * @param exitCode of this process after a second one
 * @returns stops listening
 */
export function onInterrupt(first: () => void, exitCode: number): () => void {
  let interrupted = false
  const handle = () => {
    if (interrupted) {
      process.stderr.write('\ninterrupted twice: ended at once; cleaning up in the background\n')
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
