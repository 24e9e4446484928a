/** What `--fresh` found in earlier runs, line by line. */
import type { Judgement } from '#gate/verdict/verdict.ts'

/** Each claim that passed too long ago, and in one line those of which no pass is stored. */
export function staleLines({ stale }: Judgement): string[] {
  const unknown = stale.filter(({ lastPassedAt }) => lastPassedAt === undefined)
  const old = stale.flatMap(({ claim, lastPassedAt }) =>
    lastPassedAt === undefined ? [] : [`${claim}: passed ${lastPassedAt}`],
  )
  const names = unknown.map(({ claim }) => claim).join(', ')
  return names === '' ? old : [...old, `no pass is stored: ${names}`]
}
