const probeRoutes = new Set(['/health', '/ready', '/metrics'])

/** Routes that probes inside the deployment ask for: over plain HTTP, by a local name. */
export function isProbeRoute(url: string): boolean {
  return probeRoutes.has(url.split('?', 1)[0] ?? '')
}
