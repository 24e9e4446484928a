/** A second start of the target beside another, which it does not disturb. */
import type { Overrides } from './environment.ts'
import type { Target } from './target.ts'

/**
 * A database of its own for a start, where the target has one: not every backend may run twice on
 * the same, as some count ids in memory.
 */
export async function apart(
  target: Pick<Target, 'config' | 'cloneDatabase'>,
): Promise<Pick<Overrides, 'postgresUrl'>> {
  if (target.config.backing?.postgres === undefined) return {}
  return { postgresUrl: (await target.cloneDatabase()).url }
}
