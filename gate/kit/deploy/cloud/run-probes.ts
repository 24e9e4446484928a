/** Probes of a Cloud Run service that ask a port on which nothing is known to listen. Pure. */
import { type BackendConfig, ownPaths } from './backend.ts'
import type { RunCommand } from './gcloud.ts'

/** The flags of gcloud; those of a service's file are written like them. */
export const probeFlags = { startupProbe: '--startup-probe', livenessProbe: '--liveness-probe' }

/** What a probe asks: `httpGet.path=/health,httpGet.port=8080`. */
function askedIn(probe: string): { path?: string | undefined; port: number } | undefined {
  const part = (key: string) => new RegExp(`(?:^|,)${key}=([^,]+)`).exec(probe)?.[1]
  const port = Number(part('(?:httpGet|tcpSocket|grpc)\\.port'))
  return Number.isInteger(port) ? { path: part('httpGet\\.path'), port } : undefined
}

/**
 * With such a startup probe no instance ever starts. What asks for something that is not known to
 * be the backend's is a doubt: it may have a port of its own for that.
 */
export function probeProblems(
  { name, verb, options, isBehind }: RunCommand,
  ports: readonly number[],
  config: BackendConfig,
): { problems: string[]; unknown: string[] } {
  const [problems, unknown]: [string[], string[]] = [[], []]
  for (const flag of Object.values(probeFlags)) {
    for (const probe of options.values(flag)) {
      const asked = askedIn(probe)
      if (asked === undefined || ports.length === 0 || ports.includes(asked.port)) continue
      const heard = isBehind === true ? 'the backend listens on' : 'requests go to'
      const what = `run ${verb} ${name}: ${flag} asks port ${asked.port}, ${heard} ${ports}`
      const isOwn = asked.path !== undefined && ownPaths(config).includes(asked.path)
      ;(isOwn ? problems : unknown).push(what)
    }
  }
  return { problems, unknown }
}
