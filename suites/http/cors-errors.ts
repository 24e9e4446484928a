/** Errors that a page of a listed origin gets: without its origin, the page cannot read them. */

import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { loseTable } from '#gate/kit/traffic/canaries.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import { makeWorld } from '#gate/system/world.ts'

export interface ErrorRequest {
  what: string
  spec: RequestSpec
  session?: Session
}

/** Requests without a right to what they ask for: every target has them. */
function refused({ target, running }: Place): ErrorRequest[] {
  const { login, profile } = target.config.operations ?? {}
  const stranger = login?.request(target.newAccount('stranger'))
  return [
    ...(profile
      ? [{ what: 'a request without a session', spec: running.operation('profile').request() }]
      : []),
    ...(stranger ? [{ what: 'a login of nobody', spec: stranger }] : []),
    ...(stranger
      ? [{ what: 'a login with a list for a body', spec: { ...stranger, json: [[]] } }]
      : []),
  ]
}

interface Place {
  target: Target
  running: RunningTarget
}

/** Requests for nothing, and with an invalid body; none if the target has no records. */
async function mistaken({ target, running }: Place) {
  const { createRecord, readRecord, invalidRecord } = target.config.operations ?? {}
  if (!createRecord || !readRecord) return { errors: [], read: undefined }
  const { owner, company, record } = await makeWorld(target, running)
  const { session } = owner
  const errors: ErrorRequest[] = [
    {
      what: 'a request for an unknown record',
      spec: readRecord.request({ ...record, id: unknownLike(record.id) }),
      session,
    },
    ...(invalidRecord
      ? [{ what: 'an invalid record', spec: invalidRecord.request(company), session }]
      : []),
  ]
  return {
    errors,
    read: { what: 'a read without its table', spec: readRecord.request(record), session },
  }
}

/**
 * Sends each request that must get an error, the last of them after its table is lost.
 * @param visit sends it
 */
export async function visitErrors(
  place: Place,
  visit: (request: ErrorRequest) => Promise<void>,
): Promise<void> {
  const { target } = place
  const { errors, read } = await mistaken(place)
  for (const each of [...refused(place), ...errors]) await visit(each)
  const table = target.config.operations?.readRecord?.table
  const isOwn = target.config.launch.kind !== 'attached' && target.config.backing?.postgres
  if (!read || table === undefined || !isOwn) return
  await loseTable((await target.database()).url, table)
  await visit(read)
}
