/** The requests that hostile input is made of. */
import fc from 'fast-check'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { afterSteps, inSession } from '#gate/contract/wire.ts'
import { requestsOf, servedDocument, withOptionalFields } from '#gate/kit/traffic/openapi.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { World } from '#gate/system/world.ts'
import type { ValidRequest } from './hostile.ts'

/** The request with the headers that all have. */
function requestIn(base: Record<string, string>, spec: RequestSpec): ValidRequest {
  return { spec, headers: { ...base, ...spec.headers } }
}

/**
 * The valid requests to be spoilt: the contract's, after the steps that come first, and those of
 * its OpenAPI document.
 * @param most so many of the document at most, by chance of the seed
 */
export async function validRequests(
  running: RunningTarget,
  world: World,
  most: number,
  seed: number,
) {
  const { operations = {} } = running.config
  const { owner, company, record } = world
  const { host = new URL(running.url).host, ...others } = running.client.baseHeaders
  const base = { Host: host, ...others }
  const valid = async (spec: RequestSpec | undefined, session?: Session) => {
    if (spec === undefined) return []
    const whole = await afterSteps(spec, (step) => running.send(step, { session }))
    return [requestIn(base, inSession(whole, session))]
  }
  const { login, createRecord, updateRecord, readRecord } = operations
  const described = await servedDocument(running)
  const known = readRecord ? [readRecord.request(record).path] : []
  const all = requestsOf(described, known)
  const maxLength = Math.min(most, all.length)
  const some = fc.shuffledSubarray(all, { minLength: maxLength, maxLength })
  const specs = fc.sample(some, { numRuns: 1, seed }).flat()
  const contract = [
    ...(await valid(login?.request(owner.account))),
    ...(await valid(createRecord?.request(company, 'hostile'), owner.session)),
    ...(await valid(updateRecord?.request(record, 'renamed'), owner.session)),
    ...(await valid(readRecord?.request(record), owner.session)),
  ]
  const extended = contract.flatMap(({ spec, headers }) =>
    withOptionalFields(described, spec).map((more) => ({ ...more, headers })),
  )
  const document = specs.map((spec) => requestIn(base, inSession(spec, owner.session)))
  return { contract, extended, document }
}
