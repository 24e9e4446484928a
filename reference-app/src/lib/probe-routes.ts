const probeRoutes = new Set(['/health', '/ready', '/metrics'])

/** Routes for probes inside the deployment, which use plain HTTP and a local host name. */
export function isProbeRoute(url: string): boolean {
  return probeRoutes.has(url.split('?')[0] ?? '')
}
