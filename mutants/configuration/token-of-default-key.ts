import type { Mutant } from '../mutant.ts'
import { orVerifiedWith } from './tokens.ts'

export const tokenOfDefaultKey: Mutant = {
  id: 'token-of-default-key',
  defect: 'Tokens signed with the default that the repository shows are accepted as well.',
  kills: ['configuration.forged-token-rejected'],
  naming: ['development-only-insecure-jwt-key'],
  edits: [orVerifiedWith("'development-only-insecure-jwt-key-do-not-deploy'")],
}
