import type { Mutant } from '../mutant.ts'
import { corsByEnding } from './cors-by-ending.ts'
import { corsForAnybody } from './cors-for-anybody.ts'
import { corsForTheFirst } from './cors-for-the-first.ts'
import { corsWithoutAuthorization } from './cors-without-authorization.ts'
import { emailTellsWhoExists } from './email-tells-who-exists.ts'
import { emailWaits } from './email-waits.ts'
import { errorsNameTheVersion } from './errors-name-the-version.ts'
import { errorsTellAll } from './errors-tell-all.ts'
import { errorsWithoutId } from './errors-without-id.ts'
import { hostByEnding } from './host-by-ending.ts'
import { hostOfTheProbeRefused } from './host-of-the-probe-refused.ts'
import { hostUnchecked } from './host-unchecked.ts'
import { httpsByAnybodysWord } from './https-by-anybodys-word.ts'
import { httpsInALoop } from './https-in-a-loop.ts'
import { inputEndsAWorker } from './input-ends-a-worker.ts'
import { inputMalformedIsAnError } from './input-malformed-is-an-error.ts'
import { limitByHeader } from './limit-by-header.ts'
import { limitByPeer } from './limit-by-peer.ts'
import { limitForGood } from './limit-for-good.ts'
import { limitOfEachProcess } from './limit-of-each-process.ts'
import { limitOfFifty } from './limit-of-fifty.ts'
import { limitUntold } from './limit-untold.ts'
import { logoutEndsNothing } from './logout-ends-nothing.ts'
import { oauthCallbackOfTheHost } from './oauth-callback-of-the-host.ts'
import { oauthStateUnchecked } from './oauth-state-unchecked.ts'
import { passwordNotCompared } from './password-not-compared.ts'
import { permissionsOfOutsiders } from './permissions-of-outsiders.ts'
import { profileOfAnother } from './profile-of-another.ts'
import { profileOfNobody } from './profile-of-nobody.ts'
import { recordCreatedByOutsiders } from './record-created-by-outsiders.ts'
import { recordInvalidAccepted } from './record-invalid-accepted.ts'
import { recordReadByAnybody } from './record-read-by-anybody.ts'
import { recordReadByOutsiders } from './record-read-by-outsiders.ts'
import { recordSurvivesDeletion } from './record-survives-deletion.ts'
import { recordTwice } from './record-twice.ts'
import { recordUnknownIsAnError } from './record-unknown-is-an-error.ts'
import { recordUpdateLost } from './record-update-lost.ts'
import { roleChangeByAnyone } from './role-change-by-anyone.ts'
import { roleChangeLost } from './role-change-lost.ts'
import { roleChangeNotSeen } from './role-change-not-seen.ts'
import { rolesAllAlike } from './roles-all-alike.ts'

/** In the order in which they run. */
export const httpMutants: readonly Mutant[] = [
  corsByEnding,
  corsForAnybody,
  corsForTheFirst,
  corsWithoutAuthorization,
  emailTellsWhoExists,
  emailWaits,
  errorsNameTheVersion,
  errorsTellAll,
  errorsWithoutId,
  hostByEnding,
  hostOfTheProbeRefused,
  hostUnchecked,
  httpsByAnybodysWord,
  httpsInALoop,
  inputEndsAWorker,
  inputMalformedIsAnError,
  limitByHeader,
  limitByPeer,
  limitForGood,
  limitOfEachProcess,
  limitOfFifty,
  limitUntold,
  logoutEndsNothing,
  oauthCallbackOfTheHost,
  oauthStateUnchecked,
  passwordNotCompared,
  permissionsOfOutsiders,
  profileOfAnother,
  profileOfNobody,
  recordCreatedByOutsiders,
  recordInvalidAccepted,
  recordReadByAnybody,
  recordReadByOutsiders,
  recordSurvivesDeletion,
  recordTwice,
  recordUnknownIsAnError,
  recordUpdateLost,
  roleChangeByAnyone,
  roleChangeLost,
  roleChangeNotSeen,
  rolesAllAlike,
]
