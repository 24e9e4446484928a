/**
 * Addresses of this machine's loopback in an environment. A container with a network of its own
 * reaches what listens there through relays at its gateway, on the same ports.
 */
import type { TargetConfig } from '#gate/contract/contract.ts'

/** In a URL, or in front of a port. */
const withPort = /(?<![\w.-])(?:127\.0\.0\.1|localhost|\[::1\])(?=:(\d+)(?!\d))/g
const alone = /^(?:127\.0\.0\.1|localhost|::1)$/

/** The variables that hold a port without its host. */
function portVariables({ backing, settings }: TargetConfig): string[] {
  const parts = [backing?.postgres, backing?.redis].flatMap((variables) =>
    typeof variables === 'object' ? (variables.port ?? []) : [],
  )
  return [...parts, settings?.smtpPort ?? []].flat()
}

/** The ports on this machine's loopback that an environment names. */
export function loopbackPorts(
  config: TargetConfig,
  environment: Readonly<Record<string, string>>,
): Set<number> {
  const values = Object.values(environment)
  const named = values.flatMap((value) => [...value.matchAll(withPort)].map(([, port]) => port))
  const apart = values.some((value) => alone.test(value))
    ? portVariables(config).map((name) => environment[name])
    : []
  const ports = [...named, ...apart].map(Number)
  return new Set(ports.filter((port) => port > 0 && port <= 65_535))
}

/** The environment with another host in place of the loopback. */
export function withHost(
  environment: Readonly<Record<string, string>>,
  host: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      alone.test(value) ? host : value.replaceAll(withPort, host),
    ]),
  )
}
