/** What every claim needs of a target's config, as `explain` prints it and the gate foresees it. */
import type { ClaimId } from '../index.ts'
import { cache } from './cache.ts'
import { cloud } from './cloud.ts'
import { configuration } from './configuration.ts'
import { container } from './container.ts'
import { database } from './database.ts'
import { edge } from './edge.ts'
import { http } from './http.ts'
import { later } from './later.ts'
import { load } from './load.ts'
import type { Needs } from './need.ts'
import { observability } from './observability.ts'
import { operations } from './operations.ts'
import { pool } from './pool.ts'
import { release } from './release.ts'

const all: Readonly<Record<ClaimId, Needs>> = {
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

/** What a claim always needs: without it nothing can be tried. */
export function needsOf(id: ClaimId): Needs {
  return all[id]
}

/** What its check asks for only after it has judged something. */
export function laterNeedsOf(id: ClaimId): Needs {
  return later[id] ?? []
}
