/** How a claim's verdict looks on a terminal. */
import type { styleText } from 'node:util'
import type { ClaimVerdict } from '#gate/verdict/verdict.ts'

export type Style = Parameters<typeof styleText>[0]

export const verdictStyles = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  unverified: 'yellow',
  'not-applicable': 'dim',
} as const satisfies Record<ClaimVerdict['verdict'], Style>
