import type { ClaimId } from '#guide/index.ts'

/** What nothing can be said of where nginx does not take its configuration. */
export const needsAnEdge: readonly ClaimId[] = [
  'edge.https-redirect',
  'edge.tls-versions',
  'edge.tls-ciphers',
  'edge.certificate',
  'edge.security-headers',
  'edge.forwarded',
  'edge.websocket',
  'edge.read-timeout',
  'edge.health-unlogged',
  'edge.follows-replacement',
  'edge.upstream-down',
]
