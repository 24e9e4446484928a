/** What came of trying one part of a config. */
export interface Tried {
  /** The key of the config. */
  key: string
  result: 'works' | 'fails' | 'not tried'
  /** What came, in one line. */
  told: string
  /** The keys that are likely wrong; for what fails. */
  change?: readonly string[]
}

export function works(key: string, told: string): Tried {
  return { key, result: 'works', told }
}

/** @param change the keys that are likely wrong. Default: the part itself */
export function fails(key: string, told: string, change: readonly string[] = [key]): Tried {
  return { key, result: 'fails', told, change }
}

export function notTried(key: string, why: string): Tried {
  return { key, result: 'not tried', told: why }
}
