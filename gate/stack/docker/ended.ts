/** How a container ended, by the status that Docker gives it. */

/** How a container ended. */
export interface ContainerEnd {
  /** `null` if a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  /** On the clock of `performance.now()`. */
  atMs: number
}

/**
 * Docker adds 128 to the number of the signal that ended the first process. The kernel lets no
 * other signals end that process, so other codes above 128 are its own.
 */
const fatal: Readonly<Record<number, NodeJS.Signals>> = {
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  137: 'SIGKILL',
  139: 'SIGSEGV',
}

export function endOf(status: number, atMs: number): ContainerEnd {
  const signal = fatal[status] ?? null
  return { code: signal === null ? status : null, signal, atMs }
}
