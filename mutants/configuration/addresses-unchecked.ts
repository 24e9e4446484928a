import type { Mutant } from '../mutant.ts'

const file = 'reference-app/src/config/formats.ts'

export const addressesUnchecked: Mutant = {
  id: 'addresses-unchecked',
  defect: 'URLs and origins are looked at when something first needs them, not at the start.',
  kills: ['configuration.invalid-value-refused'],
  // Of the addresses, a malformed one is what refusal-clear tries as well, if it is refused.
  naming: ['DATABASE_URL', 'REDIS_URL', 'BACKEND_CORS_ORIGINS', 'GOOGLE_REDIRECT_URI'],
  edits: [
    { file, find: 'isDatabaseUrl(settings.DATABASE_URL),', replace: 'true,' },
    { file, find: 'isRedisUrl(settings.REDIS_URL),', replace: 'true,' },
    { file, find: "entry === '*' || isOrigin(entry)", replace: "entry !== ''" },
    { file, find: 'isHttpUrl(settings.GOOGLE_REDIRECT_URI),', replace: 'true,' },
  ],
}
