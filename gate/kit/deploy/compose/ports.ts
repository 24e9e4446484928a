/** Ports that a service publishes. */

/** A port of a service that other machines can reach. */
export function publicPorts(service: Record<string, unknown>): string[] {
  const ports = Array.isArray(service.ports) ? service.ports : []
  const found = ports.flatMap((port) => {
    if (typeof port === 'object' && port !== null) {
      const { host_ip: host, target, published } = port as Record<string, unknown>
      return isLoopback(String(host ?? '')) ? [] : [`${published ?? '(random)'}:${target}`]
    }
    const text = String(port)
    const host = /^(\[[^\]]*\]|[\d.]+):(?=.*:)/.exec(text)?.[1] ?? ''
    return isLoopback(host) ? [] : [text]
  })
  return service.network_mode === 'host' ? [...found, 'every port (network_mode: host)'] : found
}

function isLoopback(host: string): boolean {
  return /^(127\.|\[?::1\]?$|localhost$)/.test(host)
}
