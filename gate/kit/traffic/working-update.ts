/** An update beside reads: backends treat what changes something differently, and so do proxies. */
import type { RecordRef, RequestSpec, Session } from '#gate/contract/contract.ts'
import { isWell } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** The record's update, tried once; undefined if the contract has none, or if it does not work. */
export async function workingUpdate(
  running: RunningTarget,
  record: RecordRef,
  session: Session,
): Promise<RequestSpec | undefined> {
  const spec = running.config.operations?.updateRecord?.request(record, 'preflight-updated')
  if (spec === undefined) return undefined
  return isWell(await running.try(spec, { session })) ? spec : undefined
}

/** The statuses of an update that was done. */
export function updated({ statuses }: RunningTarget): number[] {
  return [...statuses.done, 201]
}
