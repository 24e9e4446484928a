/** Handles Ctrl-C, and SIGTERM and SIGHUP, which mean the same. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What the first signal does; a person pressed Ctrl-C, a supervisor sent the others. */
function wordsOf(signal: NodeJS.Signals): string {
  if (signal === 'SIGINT') return 'interrupted: stopping; press Ctrl-C again to exit at once'
  return `interrupted by ${signal}: stopping; a second one ends it at once`
}

/**
 * Listens for interrupts. A second one exits at once; the reaper removes the rest.
 * @param first called on the first interrupt, with what to tell the user
 * @param exitCode of this process after a second one
 * @returns a function that stops listening
 */
export function onInterrupt(first: (words: string) => void, exitCode: number): () => void {
  let interrupted = false
  const handle = (signal: NodeJS.Signals) => {
    if (interrupted) {
      process.stderr.write('\ninterrupted twice: exiting; cleanup continues in the background\n')
      process.exit(exitCode)
    }
    interrupted = true
    first(wordsOf(signal))
  }
  for (const signal of signals) process.on(signal, handle)
  return () => {
    for (const signal of signals) process.off(signal, handle)
  }
}
