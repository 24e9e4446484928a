/** `preflight guide`: a guide against what is known of it. */
import type { Command } from 'commander'
import { initMap } from './init-map.ts'
import { differencesText, isKnown, knownDifferences } from './known.ts'

interface Given {
  init: boolean
  json: boolean
}

/** @returns 0 if every item is known as it is, else 1 */
export async function guide(command: Command): Promise<number> {
  const [file] = command.processedArgs as [string]
  const { init, json } = command.opts<Given>()
  if (init) {
    process.stdout.write(await initMap(file))
    return 0
  }
  const found = await knownDifferences(file)
  const text = json ? `${JSON.stringify(found, null, 2)}\n` : differencesText(file, found)
  process.stdout.write(text)
  return isKnown(found) ? 0 : 1
}
