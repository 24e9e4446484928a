import type { Mutant } from '../mutant.ts'
import { userOf } from './tokens.ts'

export const tokenOfNoAlgorithm: Mutant = {
  id: 'token-of-no-algorithm',
  defect: 'A token may say that it needs no signature.',
  kills: ['configuration.forged-token-rejected'],
  naming: ['alg none'],
  edits: [userOf("part(0).alg === 'none' ? (request.user = part(1)) : await request.jwtVerify()")],
}
