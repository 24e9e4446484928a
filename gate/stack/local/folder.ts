import { mkdirSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { ServiceKind } from '../types.ts'
import { type Account, handOver, openForTraversal } from './account.ts'

/** A fresh folder for one server below the run's scratch folder, closed to other accounts. */
export async function serviceFolder(
  kind: ServiceKind,
  labels: RunLabels,
  account?: Account,
): Promise<string> {
  mkdirSync(labels.scratchDir, { recursive: true })
  openForTraversal(labels.scratchDir, account)
  const folder = await mkdtemp(join(labels.scratchDir, `${kind}-`))
  handOver(folder, account)
  return folder
}
