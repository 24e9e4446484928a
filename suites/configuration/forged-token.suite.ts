/** Forged tokens must be rejected. */

import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Samples } from '#gate/run/context.ts'
import { sharedVariable } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import { makeWorld } from '#gate/system/world.ts'
import {
  type Forger,
  headerOf,
  type Reading,
  readings,
  sign,
  wrongClaims,
  wrongKeys,
  wrongSignatures,
} from './forgeries.ts'
import { knownDefaultsOf } from './known-defaults.ts'

/** Keys that an attacker knows or guesses. */
async function guessesOf(target: Target, samples: Samples) {
  const keys = await knownDefaultsOf(target, 'jwtSecretKey', samples)
  const guesses = keys.map((key) => ({ name: `"${key}"`, key }))
  // One variable for both keys: then what is signed with it is no forgery.
  const isShared = sharedVariable(target.config, 'secretKey', 'jwtSecretKey') !== undefined
  const other = isShared ? undefined : target.config.settings?.secretKey
  const secret = other === undefined ? undefined : target.secrets[other]
  const isKnown = other !== undefined && secret !== undefined
  return isKnown ? [...guesses, { name: other, key: secret }] : guesses
}

/** The session's headers with its token replaced. */
function replaceToken(session: Session, token: string, forged: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(session.headers).map(([name, value]) => [name, value.replace(token, forged)]),
  )
}

/** How the target reads its key: the reading whose tokens it accepts; undefined if none. */
async function readingOf(
  key: string,
  forger: Omit<Forger, 'read'>,
  accepts: (token: string) => Promise<boolean>,
): Promise<Reading | undefined> {
  for (const read of Object.values(readings)) {
    if (read(key).length > 0 && (await accepts(await sign({ ...forger, read }, key)))) return read
  }
  return undefined
}

const isAccepted = (answer: number | string) => typeof answer === 'number' && answer < 300

/** Asks with a token in place of the session's own. */
async function askWith(
  running: RunningTarget,
  spec: RequestSpec,
  { session, token }: { session: Session; token: string },
  sent: string,
) {
  const headers = replaceToken(session, token, sent)
  return statusOrError(await running.tryPatiently(spec, { headers }))
}

/** Requests beside the profile: each route may verify by itself. None of an attached target. */
async function otherRoutes(target: Target, running: RunningTarget) {
  const { createRecord, readRecord, updateRecord } = target.config.operations ?? {}
  const { readCompany, permissions, deleteRecord } = target.config.operations ?? {}
  const { createCompany, changeRole, removeMember } = target.config.operations ?? {}
  if (target.config.launch.kind === 'attached' || !createRecord) return undefined
  const { owner, company, record } = await makeWorld(target, running)
  const { session } = owner
  if (session.token === undefined) return undefined
  const { reader } = changeRole?.roles ?? { reader: '' }
  const nobody = unknownLike(owner.id)
  const specs: Record<string, RequestSpec | undefined> = {
    permissions: permissions?.request(company),
    readCompany: readCompany?.request(company),
    createRecord: createRecord.request(company, 'preflight-forged'),
    readRecord: readRecord?.request(record),
    updateRecord: updateRecord?.request(record, 'preflight-forged-name'),
    createCompany: createCompany?.request('Preflight Forged'),
    // Nobody has this id: with a good token it is refused in another way, or makes nothing.
    changeRole: changeRole?.request(company, nobody, reader),
    removeMember: removeMember?.request(company, nobody),
    // Last, as a good token is tried as well.
    deleteRecord: deleteRecord?.request(record),
  }
  const by = { session, token: session.token }
  return [...routesOf(specs, by), ...(await administratorRoutes(target, running))]
}

interface SignedIn {
  session: Session
  token: string
}

function routesOf(specs: Record<string, RequestSpec | undefined>, by: SignedIn) {
  return Object.entries(specs).flatMap(([name, spec]) => (spec ? [{ name, spec, by }] : []))
}

/** What an administrator alone may do: often it is guarded in a place of its own. */
async function administratorRoutes(target: Target, running: RunningTarget) {
  const { createAccount, invalidate } = target.config.operations ?? {}
  const session = await running.login(await target.admin())
  if (session.token === undefined) return []
  const specs = {
    createAccount: createAccount?.request(target.newAccount('forged')),
    invalidate: invalidate?.request(),
  }
  return routesOf(specs, { session, token: session.token })
}

/** The forgeries that other routes are asked with: one for each thing that is to be verified. */
const ofEach = /^(?:with alg none|with a signature of zeros|expired 10 minutes ago)$/

check('configuration.forged-token-rejected', async ({ target, samples, evidence, expect }) => {
  const key = target.secrets[target.variable('jwtSecretKey')]
  if (key === undefined)
    throw inconclusive('the signing key of this start is not known to the gate')
  const running = await target.running()
  const profile = running.operation('profile').request()
  const session = await running.login(await target.admin())
  const { token } = session
  if (token === undefined)
    throw unverified({
      because: 'the result of operations.login has no token',
      hint: 'return it there',
    })
  const ask = async (sent: string) => await askWith(running, profile, { session, token }, sent)
  const status = await ask(token)
  const { alg } = decodeProtectedHeader(token)
  const keyIsShared = sharedVariable(target.config, 'secretKey', 'jwtSecretKey') ?? false
  evidence.observe('control', { status, alg, keyIsShared })
  evidence.floor('control', 1)
  if (!isAccepted(status)) throw inconclusive(`a valid token got ${status}`)
  const signer = { payload: decodeJwt(token), header: headerOf(token) }
  const read = await readingOf(key, signer, async (resigned) => {
    const answer = await ask(resigned)
    evidence.observe('re-signed token', { status: answer })
    return isAccepted(answer)
  })
  const forger = { ...signer, read: read ?? readings['as text'] }
  const forgeries = [
    ...(await wrongKeys(token, key, forger, await guessesOf(target, samples))),
    ...(await wrongClaims(key, forger)),
    ...wrongSignatures(token, signer.payload),
  ]
  evidence.floor('forged token', forgeries.length)
  for (const { name, token: forged } of forgeries) {
    const answer = await ask(forged)
    evidence.observe('forged token', { name, status: answer })
    expect.soft(answer, `status for a token ${name}`).toBeOneOf(running.statuses.forgedToken)
  }

  const others = await otherRoutes(target, running)
  for (const { name, spec, by } of others ?? []) {
    // What is open to whoever asks, such as a registration, verifies no token.
    const open = statusOrError(await running.tryPatiently(spec))
    evidence.observe('no token elsewhere', { route: name, status: open })
    if (isAccepted(open)) continue
    const own = { ...signer, payload: decodeJwt(by.token), read: forger.read }
    const made = [
      ...(await wrongClaims(key, own)),
      ...wrongSignatures(by.token, own.payload),
    ].filter((forgery) => ofEach.test(forgery.name))
    for (const forgery of made) {
      const answer = await askWith(running, spec, by, forgery.token)
      evidence.observe('forged token elsewhere', {
        route: name,
        name: forgery.name,
        status: answer,
      })
      const what = `${name} accepts a token ${forgery.name} (status ${answer})`
      expect.soft(isAccepted(answer), what).toBe(false)
    }
    const good = await askWith(running, spec, by, by.token)
    evidence.observe('good token elsewhere', { route: name, status: good })
  }
  // A forgery that is accepted fails in any case; a rejection proves little if good ones are, too.
  if (read === undefined) {
    const why = `the target accepts no token that the gate signs with the real key (${alg})`
    throw inconclusive(`${why}, so a rejection says nothing about the key, expiry or audience`)
  }
})
