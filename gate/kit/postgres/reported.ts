/** What a log must say about an unreachable database, and what it must not. */
import type { Address } from '#gate/host/address.ts'

/** Lines that belong together: an error printed as an object has several. */
const linesTogether = 6

/** Spellings of this machine's address. */
const loopback = ['127.0.0.1', 'localhost', '::1']

/** Whether host and port are close to each other anywhere in a log. */
export function namesAddress(log: string, { host, port }: Address): boolean {
  const hosts = loopback.includes(host) ? loopback : [host]
  const itsPort = new RegExp(`(?<!\\d)${port}(?!\\d)`)
  const lines = log.split('\n')
  return lines.some((line, at) => {
    if (!itsPort.test(line)) return false
    const around = lines.slice(Math.max(0, at - linesTogether + 1), at + linesTogether)
    return hosts.some((name) => around.some((text) => text.includes(name)))
  })
}

/** The spellings of a password in URLs, JSON and headers. */
export function spellingsOf(password: string): string[] {
  const base64 = Buffer.from(password).toString('base64').replace(/=+$/, '')
  return [...new Set([password, encodeURIComponent(password), base64])]
}
