/** The axes of every claim, as `explain` prints them. */
import type { ClaimId } from '../index.ts'
import type { Axes } from './axis.ts'
import { cache } from './cache.ts'
import { cloud } from './cloud.ts'
import { configuration } from './configuration.ts'
import { container } from './container.ts'
import { database } from './database.ts'
import { edge } from './edge.ts'
import { http } from './http.ts'
import { load } from './load.ts'
import { observability } from './observability.ts'
import { operations } from './operations.ts'
import { pool } from './pool.ts'
import { release } from './release.ts'

const all: Readonly<Partial<Record<ClaimId, Axes>>> = {
  ...configuration,
  ...database,
  ...pool,
  ...load,
  ...cache,
  ...edge,
  ...http,
  ...observability,
  ...container,
  ...release,
  ...cloud,
  ...operations,
}

/** Along what the check of a claim varies; undefined if nobody has written it down. */
export function axesOf(id: ClaimId): Axes | undefined {
  return all[id]
}
