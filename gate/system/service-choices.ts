/** The servers that a target's config wants. */
import type { ServiceChoices } from '#gate/stack/types.ts'
import type { LoadedTarget } from './load-target.ts'

export function serviceChoices({
  config: { services },
  folder,
}: Pick<LoadedTarget, 'config' | 'folder'>): ServiceChoices {
  const { postgres, redis } = services ?? {}
  const images = { postgres: postgres?.image, redis: redis?.image }
  return { postgresMajor: postgres?.version, redisProgram: redis?.program, images, folder }
}
