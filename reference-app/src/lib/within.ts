export class TimeoutError extends Error {}

/** Rejects with a `TimeoutError` naming `what` if `promise` takes longer than `timeoutMs`. */
export async function within<T>(promise: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const message = `${what} took longer than ${timeoutMs} ms`
    timer = setTimeout(() => reject(new TimeoutError(message)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
    // The promise may still reject later, which is ignored.
    promise.catch(() => undefined)
  }
}
