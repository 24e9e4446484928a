import type { Mutant } from '../mutant.ts'

export const profileOfNobody: Mutant = {
  id: 'profile-of-nobody',
  defect: 'Who has no good token is refused with 500.',
  kills: ['http.critical-endpoints'],
  alsoKills: ['configuration.forged-token-rejected'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/authentication.ts',
      find: `request.log.debug({ exception: error }, 'access token refused')
      throw new UnauthorizedError`,
      replace: 'throw new Error',
    },
  ],
}
