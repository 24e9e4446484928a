/** A guide of our own with an item in each state, for tests of what reports show of it. */
import { readFileSync } from 'node:fs'
import { itemsOf } from '#gate/guide/document/items.ts'
import type { GuideItemRecord, StoredGuide } from '#gate/verdict/guide-record.ts'

type Known = Pick<GuideItemRecord, 'status' | 'claims' | 'because'>

/** By line, for the claims of the sample run; any other item is unmapped. */
const known: Record<number, Known> = {
  3: { status: 'no-claim', claims: [], because: 'says what the guide is for' },
  7: {
    status: 'mapped',
    claims: ['configuration.secret-key-default-refused', 'configuration.generated-key-accepted'],
  },
  8: { status: 'changed', claims: ['configuration.generated-key-accepted'] },
  13: { status: 'mapped', claims: ['pool.bounded'] },
  14: { status: 'unconfirmed', claims: ['configuration.secrets-distinct'] },
  18: { status: 'mapped', claims: ['http.email'] },
  19: { status: 'mapped', claims: ['edge.not-in-the-run'] },
}

export const text = readFileSync(new URL('orders-guide.md', import.meta.url), 'utf8')

/** Any text as the guide of a run. */
export function storedGuide(source: string): StoredGuide {
  const items = itemsOf(source).map(({ endLine, hash, kind, line, section }): GuideItemRecord => {
    const standing: Known = known[line] ?? { status: 'unmapped', claims: [] }
    return { line, endLine, kind, section: [...section], hash, ...standing }
  })
  const record: StoredGuide['record'] = {
    schemaVersion: 1,
    file: 'docs/orders.md',
    source: 'map',
    items,
    gone: [],
  }
  return { record, text: source }
}

/** The guide, and what contradicts itself in it. */
export const annotatedGuide: StoredGuide = {
  ...storedGuide(text),
  record: {
    ...storedGuide(text).record,
    contradictions: [
      {
        id: 'sample-secret-empty',
        line: 21,
        related: [7],
        problem: 'The sample environment has a key that stops the start.',
        ran: 'SECRET_KEY of orders.env, held against the first item of the checklist',
        printed: 'SECRET_KEY is empty',
        fix: 'Say in the sample how to make a key.',
        claims: ['configuration.secret-key-default-refused'],
      },
    ],
  },
}
