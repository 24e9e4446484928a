/** How long each claim took when it was last measured, from the folders of earlier runs. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** More runs are not read: the estimate is worth less than the time. */
const maxRuns = 5

interface Past {
  target?: { name?: string }
  state?: string
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
  for (const folder of (await latestFirst(out)).slice(0, maxRuns)) {
    const past = await readPast(out, folder)
    if (past?.target?.name === target && past.options?.quick === quick) note(past, found)
  }
  return found
}

/**
 * The same of the latest run that came to its end and was of all these claims. Shards are divided
 * by it: their own runs must not change it while others have not begun yet.
 */
export async function wholeRunSeconds(
  out: string,
  target: string,
  quick: boolean,
  claims: readonly { id: string }[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const folder of await latestFirst(out)) {
    const past = await readPast(out, folder)
    if (past?.target?.name !== target || past.options?.quick !== quick) continue
    const ids = new Set(past.claims?.map(({ id }) => id))
    if (past.state !== 'concluded' || !claims.every(({ id }) => ids.has(id))) continue
    note(past, found)
    break
  }
  return found
}

/** The names of the folders begin with their time. */
async function latestFirst(out: string): Promise<string[]> {
  const folders = await readdir(out).catch(() => [])
  return folders.sort().reverse()
}

async function readPast(out: string, folder: string): Promise<Past | undefined> {
  return await readFile(join(out, folder, 'run.json'), 'utf8')
    .then((text): Past => JSON.parse(text))
    .catch(() => undefined)
}

/** Adds what a run says of claims that no later one said anything of. */
function note({ claims = [] }: Past, found: Map<string, number>): void {
  for (const { id, checks } of claims) {
    if (found.has(id) || !checks.some(({ ran }) => ran)) continue
    found.set(
      id,
      checks.reduce((sum, { seconds }) => sum + seconds, 0),
    )
  }
}
