import type { Mutant } from '../mutant.ts'

export const oauthCallbackOfTheHost: Mutant = {
  id: 'oauth-callback-of-the-host',
  defect: 'The provider is told of another way back than the one that is configured.',
  kills: ['http.oauth'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/google.ts',
      find: 'settings.GOOGLE_REDIRECT_URI',
      replace: `settings.GOOGLE_REDIRECT_URI?.replace('https://', 'https://www.')`,
    },
  ],
}
