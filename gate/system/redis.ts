/** A Redis for one check, as much of its own as the target's use of Redis needs. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import type { StackClient } from '#gate/stack/client.ts'

interface OwnRedis {
  /** With the number of the database. */
  url: string
  /** Removes what is the check's own. */
  remove(): Promise<void>
}

/**
 * A numbered database of the run's server for a target that uses keys alone, else a server. Numbers
 * separate keys: channels, functions and the commands that clear or block a server cross them.
 */
export async function redisOf(
  { backing }: Pick<TargetConfig, 'backing'>,
  stack: Pick<StackClient, 'shared' | 'redisDatabase' | 'giveRedisDatabase' | 'ownRedis'>,
): Promise<OwnRedis> {
  if (sharesRedis(backing)) {
    const [server, number] = [await stack.shared('redis'), await stack.redisDatabase()]
    return { url: `${server.url}/${number}`, remove: () => stack.giveRedisDatabase(number) }
  }
  const { server, remove } = await stack.ownRedis()
  return { url: `${server.url}/0`, remove }
}

/** Whether the target can share a server, with a number of its own: it uses nothing but keys. */
export function sharesRedis(backing: TargetConfig['backing']): boolean {
  const takesNumber = typeof backing?.redis !== 'object' || hasNumber(backing.redis)
  return backing?.redisUse === 'keys' && takesNumber
}

/** Whether a target that takes an address in parts can be told a database. */
function hasNumber(variables: { url?: string; database?: string }): boolean {
  return variables.url !== undefined || variables.database !== undefined
}
