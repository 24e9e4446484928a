import type { Mutant } from '../mutant.ts'

const random = "Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')"

/** Well meant, and every worker makes others: sessions break instead of being forged. */
export const keysMadeAtStart: Mutant = {
  id: 'keys-made-at-start',
  defect: 'A key that production was not given is made at each start.',
  kills: [
    'configuration.secret-key-missing-refused',
    'configuration.jwt-secret-key-missing-refused',
  ],
  edits: [
    {
      file: 'reference-app/src/config/defaults.ts',
      find: "  HOST: '0.0.0.0',",
      replace: `  HOST: '0.0.0.0',
  SECRET_KEY: ${random},
  JWT_SECRET_KEY: ${random},`,
    },
  ],
}
