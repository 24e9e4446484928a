/**
 * What guides call the thing that a claim is about, beside the words of the claim itself: names of
 * settings, directives and commands of other products, made by hand.
 */
import type { ClaimWords } from './claim-words.ts'
import { deploymentWords } from './words-deployment.ts'
import { serviceWords } from './words-service.ts'

export const claimWords: ClaimWords = { ...deploymentWords, ...serviceWords }
