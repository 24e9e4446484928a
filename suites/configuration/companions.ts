/** Settings that belong together: a backend may read or refuse one only with the others. */
import type { Overrides } from '#gate/system/environment.ts'

/** Those with which mail is sent, but for the password. */
export const ofMail = {
  smtpHost: 'mail.example.com',
  smtpPort: '587',
  smtpUser: 'preflight',
  smtpFrom: 'preflight@example.com',
} as const satisfies Overrides

/** Those of an OAuth provider, but for what it gave the backend. */
export const ofOAuth = {
  oauthRedirectUri: 'https://api.example.com/callback',
  oauthIssuer: 'https://accounts.example.com',
} as const satisfies Overrides
