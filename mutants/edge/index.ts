/** The mutants of the section edge. */
import type { Mutant } from '../mutant.ts'
import { edgeAliasTraversal } from './alias-traversal.ts'
import { edgeBackendTrustsAnyone } from './backend-trusts-anyone.ts'
import { edgeCertificateChainUpsideDown } from './certificate-chain-upside-down.ts'
import { edgeCertificateEndsSoon } from './certificate-ends-soon.ts'
import { edgeCertificateOfAnotherKey } from './certificate-of-another-key.ts'
import { edgeCertificateOfAnotherName } from './certificate-of-another-name.ts'
import { edgeCertificatePathOfNothing } from './certificate-path-of-nothing.ts'
import { edgeCertificateWithoutChain } from './certificate-without-chain.ts'
import { edgeClientAsTheClientSays } from './client-as-the-client-says.ts'
import { edgeConfigNotClosed } from './config-not-closed.ts'
import { edgeConfigWithoutHttp } from './config-without-http.ts'
import { edgeConnectsForAMinute } from './connects-for-a-minute.ts'
import { edgeHeaderDoubled } from './header-doubled.ts'
import { edgeHeaderOfTheBackendAlone } from './header-of-the-backend-alone.ts'
import { edgeHeadersNotOnErrors } from './headers-not-on-errors.ts'
import { edgeHealthLogged } from './health-logged.ts'
import { edgeHealthLosesHeaders } from './health-loses-headers.ts'
import { edgeHealthOfTheEdge } from './health-of-the-edge.ts'
import { edgeHostAsTheClientSays } from './host-as-the-client-says.ts'
import { edgeNameLookedUpOnce } from './name-looked-up-once.ts'
import { edgeNameRemembered } from './name-remembered.ts'
import { edgePlainHttpServed } from './plain-http-served.ts'
import { edgeReadTimeoutHidden } from './read-timeout-hidden.ts'
import { edgeReadTimeoutNotSet } from './read-timeout-not-set.ts'
import { edgeRedirectForNow } from './redirect-for-now.ts'
import { edgeRedirectLosesQuery } from './redirect-loses-query.ts'
import { edgeRedirectToAnyHost } from './redirect-to-any-host.ts'
import { edgeSchemeAsTheClientSays } from './scheme-as-the-client-says.ts'
import { edgeSetAsideForMinutes } from './set-aside-for-minutes.ts'
import { edgeSuiteForOneKeyAlone } from './suite-for-one-key-alone.ts'
import { edgeThirdSuite } from './third-suite.ts'
import { edgeTls10 } from './tls-1-0.ts'
import { edgeTls13Off } from './tls-1-3-off.ts'
import { edgeUnloggedTooMuch } from './unlogged-too-much.ts'
import { edgeUpgradeAlways } from './upgrade-always.ts'
import { edgeUpgradeNotPassedOn } from './upgrade-not-passed-on.ts'

export const edgeMutants: readonly Mutant[] = [
  edgeConfigWithoutHttp,
  edgeConfigNotClosed,
  edgeHealthLosesHeaders,
  edgeAliasTraversal,
  edgeHostAsTheClientSays,
  edgeRedirectToAnyHost,
  edgeRedirectLosesQuery,
  edgeRedirectForNow,
  edgePlainHttpServed,
  edgeTls10,
  edgeTls13Off,
  edgeThirdSuite,
  edgeSuiteForOneKeyAlone,
  edgeCertificateEndsSoon,
  edgeCertificateWithoutChain,
  edgeCertificateChainUpsideDown,
  edgeCertificateOfAnotherName,
  edgeCertificateOfAnotherKey,
  edgeCertificatePathOfNothing,
  edgeHeadersNotOnErrors,
  edgeHeaderDoubled,
  edgeHeaderOfTheBackendAlone,
  edgeClientAsTheClientSays,
  edgeSchemeAsTheClientSays,
  edgeBackendTrustsAnyone,
  edgeUpgradeAlways,
  edgeUpgradeNotPassedOn,
  edgeReadTimeoutNotSet,
  edgeReadTimeoutHidden,
  edgeHealthLogged,
  edgeUnloggedTooMuch,
  edgeHealthOfTheEdge,
  edgeNameLookedUpOnce,
  edgeNameRemembered,
  edgeConnectsForAMinute,
  edgeSetAsideForMinutes,
]
