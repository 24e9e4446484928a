import type { Mutant } from '../mutant.ts'

export const logoutEndsNothing: Mutant = {
  id: 'logout-ends-nothing',
  defect: 'After logging out the refresh token is still good.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/sessions.ts',
      find: 'sessions.revoke(db, sessionId)',
      replace: 'Promise.resolve(void sessionId)',
    },
  ],
}
