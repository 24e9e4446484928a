import type { Claim, Section } from './claim.ts'
import { sections } from './claim.ts'
import { cache } from './claims/cache.ts'
import { cloud } from './claims/cloud.ts'
import { configuration } from './claims/configuration.ts'
import { container } from './claims/container.ts'
import { database } from './claims/database.ts'
import { edge } from './claims/edge.ts'
import { http } from './claims/http.ts'
import { load } from './claims/load.ts'
import { observability } from './claims/observability.ts'
import { operations } from './claims/operations.ts'
import { pool } from './claims/pool.ts'
import { release } from './claims/release.ts'

export { type Claim, type Section, sections } from './claim.ts'

const claimsBySection = {
  configuration,
  database,
  pool,
  load,
  cache,
  edge,
  http,
  observability,
  container,
  release,
  cloud,
  operations,
} satisfies Record<Section, readonly Claim[]>

/** The union of all ids: an id that no claim has does not compile. */
export type ClaimId = (typeof claimsBySection)[Section][number]['id']

/** Every claim of the guide, section by section, in the guide's order. */
export const claims: readonly Claim<ClaimId>[] = sections.flatMap(
  (section): readonly Claim<ClaimId>[] => claimsBySection[section],
)

const claimsById: ReadonlyMap<string, Claim<ClaimId>> = new Map(
  claims.map((claim) => [claim.id, claim]),
)

/** Whether a string from outside, such as an argument or a waiver, is the id of a claim. */
export function isClaimId(id: string): id is ClaimId {
  return claimsById.has(id)
}

/** The claim of an id. Throws RangeError for one that slipped past the types; see isClaimId. */
export function claimById(id: ClaimId): Claim<ClaimId> {
  const claim = claimsById.get(id)
  if (claim === undefined) throw new RangeError(`no claim has the id ${JSON.stringify(id)}`)
  return claim
}
