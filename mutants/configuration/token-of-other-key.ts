import type { Mutant } from '../mutant.ts'
import { orVerifiedWith } from './tokens.ts'

export const tokenOfOtherKey: Mutant = {
  id: 'token-of-other-key',
  defect: 'Tokens signed with SECRET_KEY are accepted as well.',
  kills: ['configuration.forged-token-rejected'],
  naming: ['signed with SECRET_KEY'],
  edits: [orVerifiedWith('fastify.settings.SECRET_KEY')],
}
