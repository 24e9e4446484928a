/** What is asked of a guide: its items, and every finder that needs no program of this machine. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentParity } from '../../gate/guide/contradictions/environment.ts'
import type { Finder } from '../../gate/guide/contradictions/finder.ts'
import { deprecatedHeaders } from '../../gate/guide/contradictions/headers.ts'
import { healthProgram } from '../../gate/guide/contradictions/health-program.ts'
import { httpsRedirect } from '../../gate/guide/contradictions/https-redirect.ts'
import { limitByPeer, limitPerProcess } from '../../gate/guide/contradictions/limiter.ts'
import {
  composeFileUnknown,
  healthPath,
  healthPort,
  serviceUnknown,
} from '../../gate/guide/contradictions/names.ts'
import { poolArithmetic } from '../../gate/guide/contradictions/pool.ts'
import { migrationOrder, staticHealth } from '../../gate/guide/contradictions/release.ts'
import { sampleSecret } from '../../gate/guide/contradictions/sample-secret.ts'
import { syntax } from '../../gate/guide/contradictions/syntax.ts'
import {
  trustedHost,
  trustedHostBehindProxy,
} from '../../gate/guide/contradictions/trusted-host.ts'
import { upgradeAlways } from '../../gate/guide/contradictions/upgrade.ts'
import { upstreamOnce } from '../../gate/guide/contradictions/upstream.ts'
import { composeFilesOf } from '../../gate/guide/deployment/compose-files.ts'
import { waysOf } from '../../gate/guide/deployment/ways.ts'
import { readGuide } from '../../gate/guide/document/guide.ts'
import { itemsOf } from '../../gate/guide/document/items.ts'
import type { Workbench } from '../../gate/guide/tools/workbench.ts'

const finders: readonly Finder[] = [
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

/** What is started for a guide is noted here. */
const scratchDir = mkdtempSync(join(tmpdir(), 'preflight-fuzz-'))
process.once('exit', () => rmSync(scratchDir, { recursive: true, force: true }))

/** A bench of a machine that has no program. */
const emptyBench: Workbench = {
  folder: scratchDir,
  labels: { runId: 'fuzz', owner: 'fuzz', scratchDir },
  fileOf: () => undefined,
  run: async () => undefined,
}

/** All that is asked of a guide's text. */
export async function askGuide(text: string): Promise<void> {
  itemsOf(text)
  const guide = readGuide(text)
  composeFilesOf(guide)
  waysOf(guide)
  for (const find of finders) await find(guide, emptyBench)
}
