/** Tries the servers that a config chooses or gives. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { fails, type Tried, works } from './tried.ts'

const names = { postgres: 'PostgreSQL', redis: 'Redis' }

/** One line for each server of which `services` says something. */
export async function tryServers(
  { backing, services }: Pick<TargetConfig, 'backing' | 'services'>,
  stack: Pick<StackClient, 'shared' | 'engine'>,
): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const kind of ['postgres', 'redis'] as const) {
    if (backing?.[kind] === undefined || services?.[kind] === undefined) continue
    const key = `services.${kind}`
    try {
      const { host, port, version } = await stack.shared(kind)
      const from = (await stack.engine()).provenance[kind] ?? ''
      tried.push(works(key, `${names[kind]} ${version} at ${host}:${port} (${from})`))
    } catch (error) {
      tried.push(fails(key, messageOf(error)))
    }
  }
  return tried
}
