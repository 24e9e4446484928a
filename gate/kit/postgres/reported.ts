/** What a log has to say of a database that is away, and what it may not. */
import type { Address } from '#gate/host/address.ts'

/** Lines that belong together: an error printed as an object takes several. */
const linesTogether = 6

/** How programs write the address of this machine. */
const loopback = ['127.0.0.1', 'localhost', '::1']

/** Whether host and port stand close to each other somewhere in a log. */
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

/** A password as URLs, JSON and headers spell it. */
export function spellingsOf(password: string): string[] {
  const base64 = Buffer.from(password).toString('base64').replace(/=+$/, '')
  return [...new Set([password, encodeURIComponent(password), base64])]
}
