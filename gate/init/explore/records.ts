/** Finds a kind of record that a start lets users make, read, change and delete. */
import type { Operations, Session } from '#gate/contract/contract.ts'
import type { OperationData } from '#gate/contract/data/types.ts'
import { defaultStatuses } from '#gate/contract/statuses.ts'
import { type RecordGuess, recordCandidates } from '../guess/records.ts'
import type { Api } from '../read/openapi.ts'
import { pathTo, pathToId } from './answers.ts'
import { type Backend, compiled, isGood } from './backend.ts'

/** The kinds that are tried: the simplest of many are enough. */
const maxTried = 12

/** What is tried with a kind of record. */
interface Trial {
  backend: Backend
  session: Session
  guess: RecordGuess
  /** The id of the company that the record is in; empty without one. */
  company: string
}

/** Texts that are in no other row. */
const uniqueName = () => `preflight-${Math.random().toString(36).slice(2, 10)}`

type Named<K extends keyof Operations> = NonNullable<Operations[K]>

/** An operation as the gate would call it. */
function operation<K extends keyof Operations>(name: K, data: OperationData): Named<K> {
  return compiled({ [name]: data })[name] as Named<K>
}

/** Makes what the record is in. @returns its id with the operation, as its answer shows them */
async function makeCompany(backend: Backend, session: Session, data: OperationData) {
  const make = operation('createCompany', data)
  const reply = await backend.ask(make.request(uniqueName()), session)
  if (!isGood(reply)) return undefined
  const result = data.steps ? data.result : pathToId(reply.json)
  if (result === undefined) return undefined
  const known: OperationData = { ...data, result }
  const company = operation('createCompany', known).result(reply)
  return company ? { data: known, company } : undefined
}

/** Of the tables with a record's name that which is called like its path; others may be logs. */
function likeliest(tables: readonly string[], guessed: string): string {
  const known = guessed.toLowerCase().replace(/s$/, '')
  const isLike = (table: string) =>
    table.split('.').at(-1)?.toLowerCase().replace(/s$/, '') === known
  return tables.find(isLike) ?? tables[0] ?? guessed
}

/** Makes a record and reads it again under its id: both have to say what was sent. */
async function makeAndRead({ backend, session, guess, company }: Trial) {
  const name = uniqueName()
  const create = operation('createRecord', guess.createRecord)
  const made = await backend.ask(create.request(company, name), session)
  const result = isGood(made) ? (pathToId(made.json) ?? pathTo(made.json, name)) : undefined
  if (!made || result === undefined) return undefined
  const createRecord: OperationData = { ...guess.createRecord, result }
  const id = String(operation('createRecord', createRecord).result(made))
  const read = operation('readRecord', guess.readRecord)
  const reply = await backend.ask(read.request({ company, id }), session)
  const where = isGood(reply) ? pathTo(reply.json, name) : undefined
  if (where === undefined) return undefined
  const table = likeliest(await backend.tablesWith(name), guess.readRecord.table)
  return { id, createRecord, readRecord: { ...guess.readRecord, result: where, table } }
}

/** Whether a record is renamed by this request, as a read of it shows. */
async function isRenamed(
  { backend, session, company }: Trial,
  { id, update, read }: { id: string; update: OperationData; read: OperationData },
): Promise<boolean> {
  const name = uniqueName()
  const record = { company, id }
  const request = operation('updateRecord', update).request(record, name)
  if (!isGood(await backend.ask(request, session))) return false
  const { request: again, result } = operation('readRecord', read)
  const reply = await backend.ask(again(record), session)
  return isGood(reply) && result(reply) === name
}

/** How a record that is gone is answered, after this request; undefined where it stays. */
async function goneStatus(
  { backend, session, company }: Trial,
  { id, remove, read }: { id: string; remove: OperationData; read: OperationData },
): Promise<number | undefined> {
  const record = { company, id }
  const request = operation('deleteRecord', remove).request(record)
  if (!isGood(await backend.ask(request, session))) return undefined
  const reply = await backend.ask(operation('readRecord', read).request(record), session)
  return reply && reply.status >= 400 && reply.status < 500 ? reply.status : undefined
}

/** The first request that is refused as it should be. */
async function findInvalid({ backend, session, guess, company }: Trial) {
  for (const data of guess.invalidRecord) {
    const reply = await backend.ask(operation('invalidRecord', data).request(company), session)
    if (reply && defaultStatuses.invalid.includes(reply.status)) return data
  }
  return undefined
}

/** What came of a kind of record that works. */
interface RecordFound {
  operations: Record<string, OperationData>
  /** The status of a record that is gone; undefined where none could be deleted. */
  notFound: number | undefined
}

async function tryKind(
  backend: Backend,
  session: Session,
  guess: RecordGuess,
): Promise<RecordFound | undefined> {
  const parent = guess.createCompany
    ? await makeCompany(backend, session, guess.createCompany)
    : undefined
  if (guess.createCompany && !parent) return undefined
  const trial: Trial = { backend, session, guess, company: parent?.company ?? '' }
  const made = await makeAndRead(trial)
  if (!made) return undefined
  const { id, createRecord, readRecord: read } = made
  const { updateRecord: update, deleteRecord: remove } = guess
  const canRename = update && (await isRenamed(trial, { id, update, read }))
  const notFound = remove && (await goneStatus(trial, { id, remove, read }))
  const invalidRecord = await findInvalid(trial)
  const operations = {
    ...(parent ? { createCompany: parent.data } : {}),
    createRecord,
    readRecord: read,
    ...(canRename ? { updateRecord: update } : {}),
    ...(remove && notFound !== undefined ? { deleteRecord: remove } : {}),
    ...(invalidRecord ? { invalidRecord } : {}),
  }
  return { operations, notFound }
}

/** The simplest kind of record that was made and read again. */
export async function findRecord(
  backend: Backend,
  api: Api,
  session: Session,
): Promise<RecordFound | undefined> {
  for (const guess of recordCandidates(api).slice(0, maxTried)) {
    const found = await tryKind(backend, session, guess)
    if (found) return found
  }
  return undefined
}
