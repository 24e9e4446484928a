/** How a claim's verdict looks on a terminal. */
import type { Style } from '#gate/colour.ts'
import type { ClaimVerdict } from '#gate/verdict/verdict.ts'

export const verdictStyles = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  unverified: 'yellow',
  'not-applicable': 'dim',
} as const satisfies Record<ClaimVerdict['verdict'], Style>
