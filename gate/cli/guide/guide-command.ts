/** `preflight guide`: a guide against what is known of it. */
import type { Command } from 'commander'
import { loadGuide } from '#gate/guide/document/load-guide.ts'
import { compare } from '#gate/guide/ledger/compare.ts'
import { type Difference, type Differences, differences } from '#gate/guide/ledger/differences.ts'
import { knownItems } from '#gate/guide/map/known-items.ts'
import { plural } from '#gate/plural.ts'
import { initMap } from './init-map.ts'

interface Given {
  init: boolean
  json: boolean
}

/** A heading may hold anything; a terminal is not to act on it. */
const shown = (heading: string) => heading.replace(/\p{C}/gu, '')

function lineOf({ line, kind, section, claims }: Difference): string {
  const of = claims.length === 0 ? '' : ` (${claims.join(', ')})`
  return `  line ${line}: ${kind} under ${shown(section.at(-1) ?? 'no heading')}${of}\n`
}

/** The differences for people. */
function told(file: string, found: Differences): string {
  const titles: [keyof Differences, string][] = [
    ['unmapped', 'without a claim or a reason'],
    ['changed', 'changed since its claims were confirmed'],
    ['gone', 'gone from the guide'],
    ['moved', 'moved'],
  ]
  const parts = titles.flatMap(([key, title]) => {
    const list = found[key]
    return list.length === 0
      ? []
      : [`${plural(list.length, 'item')} ${title}\n`, ...list.map(lineOf)]
  })
  return parts.length === 0 ? `${file}: every item is known\n` : parts.join('')
}

/** @returns 0 if every item is known as it is, else 1 */
export async function guide(command: Command): Promise<number> {
  const [file] = command.processedArgs as [string]
  const { init, json } = command.opts<Given>()
  if (init) {
    process.stdout.write(await initMap(file))
    return 0
  }
  const loaded = await loadGuide(file)
  const known = await knownItems(loaded)
  const confirmed = (known?.entries ?? []).filter((entry) => entry.confirmed)
  const found = differences(compare(loaded.items, confirmed))
  process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : told(file, found))
  const { unmapped, changed, gone } = found
  return unmapped.length + changed.length + gone.length === 0 ? 0 : 1
}
