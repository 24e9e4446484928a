/** Every mutant, table by table, in the order in which they run. */

import { entries } from './cache/entries.ts'
import { hits } from './cache/hits.ts'
import { invalidation } from './cache/invalidation.ts'
import { cacheOutages } from './cache/outages.ts'
import { redis } from './cache/redis.ts'
import { manifests } from './cloud/manifests.ts'
import { slips } from './cloud/slips.ts'
import { keys } from './configuration/keys.ts'
import { modes } from './configuration/modes.ts'
import { refusals } from './configuration/refusals.ts'
import { secrets } from './configuration/secrets.ts'
import { tokens } from './configuration/tokens.ts'
import { values } from './configuration/values.ts'
import { compose } from './container/compose.ts'
import { image } from './container/image.ts'
import { processes } from './container/processes.ts'
import { stops } from './container/stops.ts'
import { backups } from './database/backups.ts'
import { connecting } from './database/connecting.ts'
import { migrations } from './database/migrations.ts'
import { slowQueries } from './database/slow-queries.ts'
import { certificates } from './edge/certificates.ts'
import { edgeConfig } from './edge/config.ts'
import { exceptions } from './edge/exceptions.ts'
import { headers } from './edge/headers.ts'
import { redirects } from './edge/redirects.ts'
import { tls } from './edge/tls.ts'
import { upstream } from './edge/upstream.ts'
import { otherAnswers } from './harmless/answers.ts'
import { otherLogs } from './harmless/logs.ts'
import { otherManifests } from './harmless/manifests.ts'
import { otherServices } from './harmless/services.ts'
import { otherStarts } from './harmless/starts.ts'
import { accounts } from './http/accounts.ts'
import { errors } from './http/errors.ts'
import { limits } from './http/limits.ts'
import { origins } from './http/origins.ts'
import { records } from './http/records.ts'
import { roles } from './http/roles.ts'
import { leaks } from './load/leaks.ts'
import { rates } from './load/rates.ts'
import { scripts } from './load/scripts.ts'
import type { Mutant } from './mutant.ts'
import { health } from './observability/health.ts'
import { logs } from './observability/logs.ts'
import { metrics } from './observability/metrics.ts'
import { commands } from './operations/commands.ts'
import { outages } from './operations/outages.ts'
import { connections } from './pool/connections.ts'
import { poolLeaks } from './pool/leaks.ts'
import { poolSize } from './pool/size.ts'
import { poolStatus } from './pool/status.ts'
import { poolWaiting } from './pool/waiting.ts'
import { draining } from './release/draining.ts'
import { releaseOrder } from './release/order.ts'
import { rolling } from './release/rolling.ts'

/** A mutant whose table is not in this list does not exist. */
export const mutants: readonly Mutant[] = [
  values,
  modes,
  keys,
  refusals,
  secrets,
  tokens,
  health,
  logs,
  metrics,
  stops,
  origins,
  errors,
  limits,
  accounts,
  records,
  roles,
  poolLeaks,
  connections,
  poolStatus,
  poolSize,
  poolWaiting,
  invalidation,
  cacheOutages,
  entries,
  hits,
  redis,
  releaseOrder,
  draining,
  rolling,
  edgeConfig,
  exceptions,
  redirects,
  tls,
  certificates,
  headers,
  upstream,
  connecting,
  migrations,
  backups,
  slowQueries,
  image,
  processes,
  compose,
  commands,
  outages,
  manifests,
  slips,
  otherLogs,
  otherStarts,
  otherAnswers,
  otherServices,
  otherManifests,
  rates,
  leaks,
  scripts,
].flat()

/** The mutant of an id. Throws RangeError where no mutant has it. */
export function mutantById(id: string): Mutant {
  const mutant = mutants.find((one) => one.id === id)
  if (mutant === undefined) throw new RangeError(`no mutant has the id ${JSON.stringify(id)}`)
  return mutant
}
