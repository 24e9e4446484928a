/** Every finder, and what they find in a guide. */
import type { Guide } from '../document/guide.ts'
import type { Workbench } from '../tools/workbench.ts'
import { composeRefused } from './compose.ts'
import { environmentParity } from './environment.ts'
import type { Finder, Finding } from './finder.ts'
import { deprecatedHeaders } from './headers.ts'
import { healthProgram } from './health-program.ts'
import { httpsRedirect } from './https-redirect.ts'
import { limitByPeer, limitPerProcess } from './limiter.ts'
import { composeFileUnknown, healthPath, healthPort, serviceUnknown } from './names.ts'
import { nginxRefused } from './nginx-refused.ts'
import { poolArithmetic } from './pool.ts'
import { redisKeys } from './redis-keys.ts'
import { migrationOrder, staticHealth } from './release.ts'
import { sampleSecret } from './sample-secret.ts'
import { syntax } from './syntax.ts'
import { trustedHost, trustedHostBehindProxy } from './trusted-host.ts'
import { upgradeAlways } from './upgrade.ts'
import { upstreamOnce } from './upstream.ts'

/** Those that need no program of this machine. */
export const readingFinders: readonly Finder[] = [
  poolArithmetic,
  sampleSecret,
  healthProgram,
  trustedHost,
  trustedHostBehindProxy,
  httpsRedirect,
  limitByPeer,
  limitPerProcess,
  upstreamOnce,
  upgradeAlways,
  deprecatedHeaders,
  migrationOrder,
  staticHealth,
  environmentParity,
  syntax,
  composeFileUnknown,
  serviceUnknown,
  healthPort,
  healthPath,
]
/** Those that start one for what they ask. */
const askingFinders: readonly Finder[] = [nginxRefused, redisKeys, composeRefused]
const finders = [...readingFinders, ...askingFinders]

/** What all finders find, by line. They look at the same time: most of them wait for a program. */
export async function contradictionsIn(guide: Guide, bench: Workbench): Promise<Finding[]> {
  const found = await Promise.all(finders.map(async (find) => await find(guide, bench)))
  return found
    .flat()
    .toSorted((one, other) => one.line - other.line || (one.id < other.id ? -1 : 1))
}
