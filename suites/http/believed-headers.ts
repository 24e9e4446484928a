/** Which forged headers get a client past its limit: each is tried alone, against a control. */
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'

/** Headers in which proxies report the client's address. */
export const forwardingHeaders = [
  'X-Forwarded-For',
  'X-Real-IP',
  'Forwarded',
  'True-Client-IP',
  'CF-Connecting-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'Fastly-Client-IP',
  'X-Original-Forwarded-For',
] as const

/** Header lines; none for the client as it is. */
export type Forged = readonly (readonly [name: string, value: string])[]

/** Sends an attempt of a client over its limit, and returns the status. */
export type Attempt = (forged: Forged) => Promise<number>

/** Addresses from outside: a new one for each attempt. */
export class FreshAddresses {
  #used = 0

  next(): string {
    this.#used += 1
    return outsideAddress(this.#used)
  }
}

/** The lines that name an address in each of these headers. */
export function forgedLines(names: readonly string[], address: string): Forged {
  return names.map((name) => [name, name === 'Forwarded' ? `for=${address};proto=https` : address])
}

/**
 * So often in a row a forged attempt passes, and the control beside it does not. Where the last
 * attempts are left in some processes only, each pair comes about by chance once in four times.
 */
const pairsThatProve = 8
/** As many as use up what other processes of a backend still let through. */
const mostPairs = 60

/**
 * Whether headers get a client past its limit. A limit may let an attempt through by itself: a
 * window ends, a token is refilled, another process counts. So every attempt has a control beside
 * it, now before and now after.
 * @returns undefined if the controls pass as well, so that nobody can tell
 */
export async function isBelieved(
  attempt: Attempt,
  names: readonly string[],
  addresses: FreshAddresses,
): Promise<boolean | undefined> {
  const forge = async () =>
    (await attempt(forgedLines(names, addresses.next()))) !== tooManyRequests
  const control = async () => (await attempt([])) !== tooManyRequests
  let inARow = 0
  for (let pair = 0; pair < mostPairs; pair += 1) {
    const isControlFirst = pair % 2 === 1
    const before = isControlFirst ? await control() : undefined
    if (!(await forge())) return false
    inARow = (before ?? (await control())) ? 0 : inARow + 1
    if (inARow === pairsThatProve) return true
  }
  return undefined
}

export interface Beliefs {
  /** Headers that get past the limit, each by itself; or all together, if only that does. */
  believed: string[]
  /** Headers of which nobody can tell. */
  unclear: string[]
}

/** Tries each header alone, and all of them together if none is believed alone. */
export async function beliefsOf(
  attempt: Attempt,
  addresses: FreshAddresses = new FreshAddresses(),
): Promise<Beliefs> {
  const believed: string[] = []
  const unclear: string[] = []
  const judge = async (name: string, names: readonly string[]) => {
    const is = await isBelieved(attempt, names, addresses)
    if (is) believed.push(name)
    if (is === undefined) unclear.push(name)
  }
  for (const name of forwardingHeaders) {
    // With controls that pass for ever there is no limit to get past.
    if (unclear.length === 0) await judge(name, [name])
    else unclear.push(name)
  }
  if (believed.length + unclear.length === 0) await judge('all of them together', forwardingHeaders)
  return { believed, unclear }
}
