/** How long each claim took when it was last measured, from the folders of earlier runs. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** More runs are not read: the estimate is worth less than the time. */
const maxRuns = 5

interface Past {
  target?: { name?: string }
  options?: { quick?: boolean }
  claims?: { id: string; checks: { ran: boolean; seconds: number }[] }[]
}

/**
 * Seconds by claim, of the latest runs of the same target with or without `--quick`. What cannot be
 * read says nothing: this is only for an estimate.
 * @param out parent of the runs' folders
 */
export async function lastSeconds(
  out: string,
  target: string,
  quick: boolean,
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const folders = await readdir(out).catch(() => [])
  for (const folder of folders.sort().reverse().slice(0, maxRuns)) {
    const past = await readFile(join(out, folder, 'run.json'), 'utf8')
      .then((text): Past => JSON.parse(text))
      .catch(() => undefined)
    if (past?.target?.name !== target || past.options?.quick !== quick) continue
    for (const { id, checks } of past.claims ?? []) {
      if (found.has(id) || !checks.some(({ ran }) => ran)) continue
      found.set(
        id,
        checks.reduce((sum, { seconds }) => sum + seconds, 0),
      )
    }
  }
  return found
}
