import type { Mutant } from '../mutant.ts'

export const containerKeyCopied: Mutant = {
  id: 'container-key-copied',
  defect: 'A private key is copied with the code.',
  kills: ['container.image-clean'],
  files: {
    'reference-app/src/lib/signing.pem': `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIOnhTm2dZ3pGk1v0pWwz3b2s8m0zv5t3rT9xw1Qb7c2L
-----END PRIVATE KEY-----
`,
  },
}
