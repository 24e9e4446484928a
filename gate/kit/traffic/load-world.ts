/** Sessions and records for a load, created once through the target's own operations. */

import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, makeWorld } from '#gate/system/world.ts'
import type { LoadWorld } from './k6/request.ts'

/** Enough that two writes rarely hit the same row. */
const recordCount = 50

/**
 * Creates an owner, their company and records, and logs the owner in.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config lacks the operations;
 *   PREFLIGHT_E_INCONCLUSIVE if the target refuses
 */
export async function makeLoadWorld(target: Target, running: RunningTarget): Promise<LoadWorld> {
  const { owner, company, record } = await makeWorld(target, running)
  const createRecord = running.operation('createRecord')
  const records = [record]
  while (records.length < recordCount) {
    const spec = createRecord.request(company, `preflight-record-${records.length}`)
    const reply = await arrange(running, spec, owner.session)
    records.push({ company, id: createRecord.result(reply) })
  }
  return { session: owner.session, company, records }
}
