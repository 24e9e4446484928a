/** The endpoints for operators, and the requests that they let in. */
import type {
  Endpoint,
  HealthEndpoint,
  MetricsEndpoint,
  RequestSpec,
  Session,
  TargetConfig,
} from '#gate/contract/contract.ts'

/** An endpoint that checks ask. */
export type EndpointName = 'health' | 'ready' | 'metrics'

/** An endpoint of the config in full; undefined if the config names none. */
export function endpointOf(
  config: Pick<TargetConfig, 'endpoints'>,
  name: EndpointName,
): (HealthEndpoint & Pick<MetricsEndpoint, 'port'>) | undefined {
  const endpoint = config.endpoints?.[name]
  return typeof endpoint === 'string' ? { path: endpoint } : endpoint
}

/** What the fields of the health endpoint's body are called. */
export function healthFields(config: TargetConfig) {
  const named = endpointOf(config, 'health')?.fields
  return { status: 'status', version: 'version', environment: 'environment', ...named }
}

/** The readiness endpoint, else that of health; undefined if the config names neither. */
export function readinessOf(config: TargetConfig): Endpoint | undefined {
  return endpointOf(config, 'ready') ?? endpointOf(config, 'health')
}

/** The path of the health endpoint; undefined if the config names none. */
export function healthPathOf(config: TargetConfig): string | undefined {
  return endpointOf(config, 'health')?.path
}

/** The readiness endpoint's path, else that of health; undefined if the config names neither. */
export function readinessPathOf(config: TargetConfig): string | undefined {
  return readinessOf(config)?.path
}

/** The request to an endpoint, with its own headers and those of a session. */
export function requestTo({ path, headers }: Endpoint, session?: Session): RequestSpec {
  return { method: 'GET', path, headers: { ...headers, ...session?.headers } }
}
