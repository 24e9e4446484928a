/** A pooler between the backend and its database. */
import { unverified } from '#gate/errors.ts'
import type { ComposeService } from './compose-file.ts'
import { hostsIn, isPooler } from './service-parts.ts'

/** The pooler that a backend's variables name as the host of an address. */
export function poolerOf(
  backend: ComposeService,
  services: readonly ComposeService[],
): string | undefined {
  const hosts = hostsIn([backend])
  return services.find((each) => isPooler(each) && hosts.has(each.name))?.name
}

/** Why max_connections of the database says nothing of the backend's pools. */
export function behindPooler(pooler: string, manifest: string) {
  return unverified({
    because: `${pooler} of manifests.${manifest} shares out the connections of the database`,
    hint: 'set deployment.maxConnections to the clients that it takes',
  })
}
