import type { Mutant } from '../mutant.ts'

export const oauthStateUnchecked: Mutant = {
  id: 'oauth-state-unchecked',
  defect: 'Any state is taken back that was once given to anybody.',
  kills: ['http.oauth'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/auth/google.ts',
      find: 'cookieSigner.sign(signIn.secrets, state)',
      replace: `cookieSigner.sign(signIn.secrets, 'any')`,
    },
    {
      file: 'reference-app/src/routes/api/v1/auth/google.ts',
      find: 'cookieSigner.verify<SignInSecrets>(cookieOf(request), state)',
      replace: `cookieSigner.verify<SignInSecrets>(cookieOf(request), 'any')`,
    },
  ],
}
