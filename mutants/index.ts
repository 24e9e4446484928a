/** Every mutant, in the order in which they run. One that is not in this list does not exist. */

import { cacheMutants } from './cache/index.ts'
import { cloudMutants } from './cloud/index.ts'
import { addressesUnchecked } from './configuration/addresses-unchecked.ts'
import { deadKnobOfAKey } from './configuration/dead-knob-of-a-key.ts'
import { deadKnobsOfAllKinds } from './configuration/dead-knobs-of-all-kinds.ts'
import { debugAddsRoute } from './configuration/debug-adds-route.ts'
import { debugShowsTraces } from './configuration/debug-shows-traces.ts'
import { developmentMediumPool } from './configuration/development-medium-pool.ts'
import { developmentNeedsSecrets } from './configuration/development-needs-secrets.ts'
import { developmentNoOverflow } from './configuration/development-no-overflow.ts'
import { environmentAliasLiftsRules } from './configuration/environment-alias-lifts-rules.ts'
import { environmentUnknownAccepted } from './configuration/environment-unknown-accepted.ts'
import { jwtSecretKeyNotJudged } from './configuration/jwt-secret-key-not-judged.ts'
import { keysBlankAccepted } from './configuration/keys-blank-accepted.ts'
import { keysEmptyAccepted } from './configuration/keys-empty-accepted.ts'
import { keysInCapitalsAccepted } from './configuration/keys-in-capitals-accepted.ts'
import { keysMadeAtStart } from './configuration/keys-made-at-start.ts'
import { keysMayBeEqual } from './configuration/keys-may-be-equal.ts'
import { keysNeedPadding } from './configuration/keys-need-padding.ts'
import { keysOfAnyLengthAccepted } from './configuration/keys-of-any-length-accepted.ts'
import { keysOfDocumentationAccepted } from './configuration/keys-of-documentation-accepted.ts'
import { keysOfOneLetterAccepted } from './configuration/keys-of-one-letter-accepted.ts'
import { keysOfSixteenAccepted } from './configuration/keys-of-sixteen-accepted.ts'
import { keysOfTheAlphabetAccepted } from './configuration/keys-of-the-alphabet-accepted.ts'
import { numbersReadLoosely } from './configuration/numbers-read-loosely.ts'
import { numbersWithoutBounds } from './configuration/numbers-without-bounds.ts'
import { refusalAfterListening } from './configuration/refusal-after-listening.ts'
import { refusalExitsZero } from './configuration/refusal-exits-zero.ts'
import { refusalNamesNothing } from './configuration/refusal-names-nothing.ts'
import { refusalPrintsValues } from './configuration/refusal-prints-values.ts'
import { refusalRepeated } from './configuration/refusal-repeated.ts'
import { refusalSlow } from './configuration/refusal-slow.ts'
import { secretEncoded } from './configuration/secret-encoded.ts'
import { secretInARefusal } from './configuration/secret-in-a-refusal.ts'
import { secretInArguments } from './configuration/secret-in-arguments.ts'
import { secretInDebugLog } from './configuration/secret-in-debug-log.ts'
import { secretInErrorBody } from './configuration/secret-in-error-body.ts'
import { secretInFirstLogLine } from './configuration/secret-in-first-log-line.ts'
import { secretInMetrics } from './configuration/secret-in-metrics.ts'
import { secretKeyNotJudged } from './configuration/secret-key-not-judged.ts'
import { secretOfACommand } from './configuration/secret-of-a-command.ts'
import { tokenClaimsIgnored } from './configuration/token-claims-ignored.ts'
import { tokenOfDefaultKey } from './configuration/token-of-default-key.ts'
import { tokenOfNoAlgorithm } from './configuration/token-of-no-algorithm.ts'
import { tokenOfOtherKey } from './configuration/token-of-other-key.ts'
import { tokenWithoutSignature } from './configuration/token-without-signature.ts'
import { containerMutants } from './container/index.ts'
import { stopAtOnce } from './container/stop-at-once.ts'
import { stopGoesOnAccepting } from './container/stop-goes-on-accepting.ts'
import { stopIgnored } from './container/stop-ignored.ts'
import { stopLooksLikeACrash } from './container/stop-looks-like-a-crash.ts'
import { stopTooSlow } from './container/stop-too-slow.ts'
import { stopWaitsForSilence } from './container/stop-waits-for-silence.ts'
import { stopWithoutDraining } from './container/stop-without-draining.ts'
import { databaseMutants } from './database/index.ts'
import { edgeMutants } from './edge/index.ts'
import { answersOtherwise } from './harmless/answers-otherwise.ts'
import { cacheOtherwise } from './harmless/cache-otherwise.ts'
import { databaseOtherwise } from './harmless/database-otherwise.ts'
import { debugWithoutEffect } from './harmless/debug-without-effect.ts'
import { edgeOtherwise } from './harmless/edge-otherwise.ts'
import { httpOtherwise } from './harmless/http-otherwise.ts'
import { logKeysDeclared } from './harmless/log-keys-declared.ts'
import { logsOtherwise } from './harmless/logs-otherwise.ts'
import { migratesAtStart } from './harmless/migrates-at-start.ts'
import { observedOtherwise } from './harmless/observed-otherwise.ts'
import { poolOtherwise } from './harmless/pool-otherwise.ts'
import { refusalInOtherWords } from './harmless/refusal-in-other-words.ts'
import { refusalOfTheFirst } from './harmless/refusal-of-the-first.ts'
import { sessionOtherwise } from './harmless/session-otherwise.ts'
import { slowToStart } from './harmless/slow-to-start.ts'
import { statusesDeclared } from './harmless/statuses-declared.ts'
import { tellsMoreAndStopsOtherwise } from './harmless/tells-more-and-stops-otherwise.ts'
import { httpMutants } from './http/index.ts'
import { loadMutants } from './load/index.ts'
import type { Mutant } from './mutant.ts'
import { observabilityMutants } from './observability/index.ts'
import { operationsMutants } from './operations/index.ts'
import { poolMutants } from './pool/index.ts'
import { releaseMutants } from './release/index.ts'

export const mutants: readonly Mutant[] = [
  addressesUnchecked,
  deadKnobOfAKey,
  deadKnobsOfAllKinds,
  debugAddsRoute,
  debugShowsTraces,
  developmentMediumPool,
  developmentNeedsSecrets,
  developmentNoOverflow,
  environmentAliasLiftsRules,
  environmentUnknownAccepted,
  jwtSecretKeyNotJudged,
  keysBlankAccepted,
  keysEmptyAccepted,
  keysInCapitalsAccepted,
  keysMadeAtStart,
  keysMayBeEqual,
  keysNeedPadding,
  keysOfAnyLengthAccepted,
  keysOfDocumentationAccepted,
  keysOfOneLetterAccepted,
  keysOfSixteenAccepted,
  keysOfTheAlphabetAccepted,
  numbersReadLoosely,
  numbersWithoutBounds,
  refusalAfterListening,
  refusalExitsZero,
  refusalNamesNothing,
  refusalPrintsValues,
  refusalRepeated,
  refusalSlow,
  secretEncoded,
  secretInARefusal,
  secretInArguments,
  secretInDebugLog,
  secretInErrorBody,
  secretInFirstLogLine,
  secretInMetrics,
  secretKeyNotJudged,
  secretOfACommand,
  tokenClaimsIgnored,
  tokenOfDefaultKey,
  tokenOfNoAlgorithm,
  tokenOfOtherKey,
  tokenWithoutSignature,
  ...observabilityMutants,
  stopAtOnce,
  stopGoesOnAccepting,
  stopIgnored,
  stopLooksLikeACrash,
  stopTooSlow,
  stopWaitsForSilence,
  stopWithoutDraining,
  ...httpMutants,
  ...poolMutants,
  ...cacheMutants,
  ...releaseMutants,
  ...edgeMutants,
  ...databaseMutants,
  ...containerMutants,
  ...operationsMutants,
  ...cloudMutants,
  answersOtherwise,
  cacheOtherwise,
  databaseOtherwise,
  debugWithoutEffect,
  edgeOtherwise,
  httpOtherwise,
  logKeysDeclared,
  logsOtherwise,
  migratesAtStart,
  observedOtherwise,
  poolOtherwise,
  refusalInOtherWords,
  refusalOfTheFirst,
  sessionOtherwise,
  slowToStart,
  statusesDeclared,
  tellsMoreAndStopsOtherwise,
  ...loadMutants,
]
