/** Origins that the edge allows by itself, whatever the backend says: in any of its places. */
import { PreflightError } from '#gate/errors.ts'
import { backendRoutes, isProbe, withTls } from '#gate/kit/edge/backend-routes.ts'
import { behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { headerValues, send } from '#gate/kit/edge/edge-client.ts'
import { pathBelow } from '#gate/kit/edge/routes.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'

/** An answer that came through a place of the edge. */
export interface EdgeAnswer {
  /** `OPTIONS at location /api/ (/etc/nginx/nginx.conf:12)`. */
  what: string
  origin: string
  status: number
  /** Access-Control-Allow-Origin; undefined if there is none. */
  allowed: string | undefined
  credentials: boolean
}

const methods = ['GET', 'OPTIONS'] as const

/**
 * Asks each place that passes requests on, as a page of each origin does; none if the config has
 * no edge, or one of which that cannot be asked.
 */
export async function visitEdge(
  place: { target: Target; stack: StackClient },
  origins: readonly string[],
  visit: (answer: EdgeAnswer) => void,
): Promise<void> {
  const { config } = place.target
  if (config.manifests?.nginx === undefined || config.launch.kind === 'attached') return
  await behindEdge(place, {}, async ({ edge }) => {
    const { routes } = withTls(edge, await backendRoutes(place.target, edge), config)
    for (const route of routes.filter((each) => !isProbe(each, config))) {
      for (const origin of origins) {
        for (const method of methods) {
          const asked = [['Access-Control-Request-Method', 'GET']] as const
          const headers = [['Origin', origin] as const, ...(method === 'OPTIONS' ? asked : [])]
          const path = route.isKnown ? route.path : pathBelow(route, 'preflight-cors')
          const reply = await send(edge, route, { method, path, headers })
          const [allowed] = headerValues(reply, 'access-control-allow-origin')
          const [credentials] = headerValues(reply, 'access-control-allow-credentials')
          const what = `${method} at ${route.name}`
          const { status } = reply
          visit({ what, origin, status, allowed, credentials: credentials === 'true' })
        }
      }
    }
  }).catch((error: unknown) => {
    // An edge without TLS, or without a place for the backend, is the matter of other claims.
    const isUnverified = error instanceof PreflightError && error.code === 'PREFLIGHT_E_UNVERIFIED'
    if (!isUnverified) throw error
  })
}
