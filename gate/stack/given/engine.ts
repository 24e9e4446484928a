/** An engine of which some servers are given: they serve all checks and are never stopped. */

import { unverified } from '#gate/errors.ts'
import type {
  Engine,
  EngineName,
  GivenServers,
  ServiceKind,
  Services,
  StartedService,
} from '../types.ts'

const words: Partial<Record<ServiceKind, string>> = { postgres: 'PostgreSQL', redis: 'Redis' }

/** That a check would stop, configure or count a server which is not the gate's. */
export function notOurs(kind: 'postgres' | 'redis') {
  return unverified({
    because:
      `this check stops, configures or counts the connections of a ${words[kind]} of its own, ` +
      `but services.${kind} gives one that others may use`,
    hint: `let the gate start it in another run, without services.${kind}.url, urlFrom or service`,
  })
}

export class GivenEngine implements Engine {
  readonly #inner: Engine
  readonly given: GivenServers

  constructor(inner: Engine, given: GivenServers) {
    this.#inner = inner
    this.given = given
  }

  get name(): EngineName {
    return this.#inner.name
  }

  async provenance(): Promise<Record<string, string>> {
    const given = Object.entries(this.given).map(([kind, { server }]) => {
      const { host, port, version } = server
      return [kind, `given: ${host}:${port}, ${words[kind as ServiceKind]} ${version}`]
    })
    return { ...(await this.#inner.provenance()), ...Object.fromEntries(given) }
  }

  async start<K extends ServiceKind>(
    kind: K,
    options: Services[K]['options'],
  ): Promise<StartedService<K>> {
    if (kind === 'postgres' && this.given.postgres) throw notOurs(kind)
    if (kind === 'redis' && this.given.redis) throw notOurs(kind)
    return await this.#inner.start(kind, options)
  }
}
