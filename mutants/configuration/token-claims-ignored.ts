import type { Mutant } from '../mutant.ts'
import { verifying } from './tokens.ts'

export const tokenClaimsIgnored: Mutant = {
  id: 'token-claims-ignored',
  defect: 'A good signature is all that counts: expired tokens and those for others are accepted.',
  kills: ['configuration.forged-token-rejected'],
  naming: ['expired an hour ago', 'for another audience'],
  edits: [
    verifying('cache: 1_000,', 'cache: false, ignoreExpiration: true,'),
    verifying('allowedAud: audience,', ''),
  ],
}
