import type { ClaimId } from '#guide/index.ts'

/** Further words by which guides call what claims are about. */
export type ClaimWords = Readonly<Partial<Record<ClaimId, string>>>
