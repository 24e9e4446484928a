/** What is asked of a guide: its items, and every finder that needs no program of this machine. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readingFinders } from '../../gate/guide/contradictions/index.ts'
import { composeFilesOf } from '../../gate/guide/deployment/compose-files.ts'
import { waysOf } from '../../gate/guide/deployment/ways.ts'
import { readGuide } from '../../gate/guide/document/guide.ts'
import { itemsOf } from '../../gate/guide/document/items.ts'
import type { Workbench } from '../../gate/guide/tools/workbench.ts'
import { oneOf } from './reader.ts'

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
  for (const find of readingFinders) await find(guide, emptyBench)
}

/** The items, or the guide with one of its finders. */
export const askOfGuide = oneOf<unknown>([
  itemsOf,
  (text) => composeFilesOf(readGuide(text)),
  (text) => waysOf(readGuide(text)),
  ...readingFinders.map((find) => (text: string) => find(readGuide(text), emptyBench)),
])
