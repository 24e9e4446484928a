/**
 * Addresses of clients outside. They stand in headers alone; nothing is sent to them.
 *
 * Those kept for documentation (RFC 5737) will not do: Python's `ipaddress` and others call them
 * private, and a backend that counts no attempts of private addresses counts none of theirs. These
 * are of the networks of example.com.
 */
const networks = ['192.0.43', '192.0.32'] as const
const perNetwork = 250

/** One of 500 addresses, the same for the same number. */
export function outsideAddress(number: number): string {
  const network = networks[Math.floor(number / perNetwork) % networks.length]
  return `${network}.${(number % perNetwork) + 1}`
}
