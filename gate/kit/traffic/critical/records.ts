/** Records: made, read, changed and deleted, by those who may and those who may not. */
import type { RecordRef } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import { tryOtherTenant, tryPrivate, tryReader } from './boundaries.ts'
import { invalidUpdate } from './invalid-update.ts'
import type { Parts } from './parts.ts'
import { type Ask, hasOutsiders, ok, type People } from './step.ts'

const name = 'critical-record'

/**
 * What a second record of the same name may get. Names need not be unique: only a config that says
 * what a conflict gets says that there is one.
 */
export function repeated({
  config,
  statuses,
}: Pick<RunningTarget, 'config' | 'statuses'>): readonly number[] {
  const { conflict, invalid, created } = statuses
  return config.statuses?.conflict ?? [...conflict, ...invalid, ...created]
}

/** What every part about the record works with. */
interface Work {
  ask: Ask
  running: RunningTarget
  people: People
  record: RecordRef
}

async function tryCreating(
  { ask, running, people }: Omit<Work, 'record'>,
  company: string,
): Promise<RecordRef> {
  const { created, unauthenticated, forbidden } = running.statuses
  const create = running.operation('createRecord')
  const { session } = people.owner
  const spec = create.request(company, name)
  const made = await ask({ what: 'create a record', spec, session, right: created })
  const record = { company, id: create.result(made) }
  const again = { spec, session, right: repeated(running), slowly: true }
  await ask({ what: 'create the same record again over a slow line', ...again })
  await ask({ what: 'create a record without a session', spec, right: unauthenticated })
  if (hasOutsiders(running)) {
    const outside = { spec, session: people.outsider.session, right: forbidden }
    await ask({ what: 'create a record as an outsider', ...outside })
  }
  return record
}

async function tryInvalid({ ask, running, people, record }: Work): Promise<void> {
  const spec = running.operation('invalidRecord').request(record.company)
  const { session } = people.owner
  await ask({ what: 'create an invalid record', spec, session, right: running.statuses.invalid })
}

async function tryReading({ ask, running, people, record }: Work): Promise<void> {
  const { unauthenticated, forbidden, notFound } = running.statuses
  const read = running.operation('readRecord')
  const { session } = people.owner
  const spec = read.request(record)
  await ask({ what: 'read the record', spec, session, right: ok })
  await ask({ what: 'read the record without a session', spec, right: unauthenticated })
  if (hasOutsiders(running)) {
    const outside = { spec, session: people.outsider.session, right: forbidden }
    await ask({ what: 'read the record as an outsider', ...outside })
  }
  const unknown = read.request(unknownOf(record))
  await ask({ what: 'read an unknown record', spec: unknown, session, right: notFound })
}

const unknownOf = ({ company, id }: RecordRef) => ({ company, id: unknownLike(id) })

/** @returns the name of the record after it was renamed */
async function tryUpdating({ ask, running, people, record }: Work): Promise<string> {
  const { notFound, forbidden, invalid, done } = running.statuses
  const update = running.operation('updateRecord')
  const read = running.operation('readRecord')
  const { session } = people.owner
  const missing = update.request(unknownOf(record), 'critical-record-of-nobody')
  const unmade = [...new Set([...notFound, ...forbidden, ...invalid])]
  await ask({ what: 'update an unknown record', spec: missing, session, right: unmade })
  const { createRecord, invalidRecord } = running.config.operations ?? {}
  const requests = createRecord &&
    invalidRecord && {
      invalid: invalidRecord.request(record.company),
      create: createRecord.request(record.company, name),
      update: update.request(record, name),
    }
  const spoilt = requests && invalidUpdate(requests, name)
  if (spoilt)
    await ask({ what: 'update with invalid input', spec: spoilt, session, right: invalid })
  const renaming = update.request(record, 'critical-record-renamed')
  await ask({ what: 'update the record', spec: renaming, session, right: done })
  const reading = { spec: read.request(record), session, right: ok }
  return read.result(await ask({ what: 'read the record after the update', ...reading }))
}

async function tryDeleting({ ask, running, people, record }: Work): Promise<void> {
  const { notFound, forbidden, done } = running.statuses
  const spec = running.operation('deleteRecord').request(record)
  const read = running.operation('readRecord').request(record)
  const { session } = people.owner
  await ask({ what: 'delete the record', spec, session, right: done })
  const gone = { spec: read, session, right: notFound }
  await ask({ what: 'read the record after its deletion', ...gone })
  // Some say that it is gone already, others that it is done.
  const again = [...new Set([...notFound, ...forbidden, ...done])]
  await ask({ what: 'delete the record again', spec, session, right: again })
}

/**
 * Goes through all that is done with a record.
 * @param name of the company; another one is founded next door
 * @returns the name of the record after it was renamed; undefined if the config has no update
 */
export async function tryRecords(
  parts: Parts,
  work: Omit<Work, 'record'>,
  company: { id: string; name: string },
): Promise<string | undefined> {
  const record = await parts.try(() => tryCreating(work, company.id))
  if (!record) return undefined
  const { ask, running, people } = work
  const all = { ask, running, people, record }
  await parts.try(() => tryInvalid(all))
  await parts.try(() => tryReading(all))
  const renamed = await parts.try(() => tryUpdating(all))
  await parts.try(() => tryPrivate(ask, running, people, record))
  await parts.try(() => tryOtherTenant(ask, running, people, { record, name: company.name }))
  await parts.try(() => tryReader(ask, running, people, record))
  await parts.try(() => tryDeleting(all))
  return renamed
}
