import type { Mutant } from '../mutant.ts'
import { userOf } from './tokens.ts'

export const tokenWithoutSignature: Mutant = {
  id: 'token-without-signature',
  defect: 'A token is decoded and not verified.',
  kills: ['configuration.forged-token-rejected'],
  naming: ['alg none', 'a signature of zeros', 'without a signature'],
  edits: [userOf('(request.user = part(1))')],
}
