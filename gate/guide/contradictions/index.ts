/** Every finder, and what they find in a guide. */
import type { Guide } from '../document/guide.ts'
import type { Workbench } from '../tools/workbench.ts'
import type { Finder, Finding } from './finder.ts'
import { deprecatedHeaders } from './headers.ts'
import { healthProgram } from './health-program.ts'
import { httpsRedirect } from './https-redirect.ts'
import { limitByPeer, limitPerProcess } from './limiter.ts'
import { nginxRefused } from './nginx-refused.ts'
import { poolArithmetic } from './pool.ts'
import { redisKeys } from './redis-keys.ts'
import { migrationOrder, staticHealth } from './release.ts'
import { sampleSecret } from './sample-secret.ts'
import { trustedHost, trustedHostBehindProxy } from './trusted-host.ts'
import { upgradeAlways } from './upgrade.ts'
import { upstreamOnce } from './upstream.ts'

const finders: readonly Finder[] = [
  poolArithmetic,
  sampleSecret,
  nginxRefused,
  healthProgram,
  trustedHost,
  trustedHostBehindProxy,
  httpsRedirect,
  limitByPeer,
  limitPerProcess,
  upstreamOnce,
  upgradeAlways,
  redisKeys,
  deprecatedHeaders,
  migrationOrder,
  staticHealth,
]

/** What all finders find, by line. */
export async function contradictionsIn(guide: Guide, bench: Workbench): Promise<Finding[]> {
  const found: Finding[] = []
  for (const find of finders) found.push(...(await find(guide, bench)))
  return found.toSorted((one, other) => one.line - other.line || one.id.localeCompare(other.id))
}
