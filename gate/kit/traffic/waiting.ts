/** Requests of every kind that the contract has, sent to wait for a dependency. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { roleGiverOf } from '#gate/contract/operations.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import type { World } from '#gate/system/world.ts'

/** Requests of one sort that wait together: each may have threads or connections of its own. */
export interface Waiting {
  name: string
  /** How many of each kind. */
  count: number
  kinds: readonly WaitingKind[]
}

interface WaitingKind {
  name: string
  /** The index makes names unique. */
  spec(index: number): RequestSpec
  /** Sent without a session. */
  anonymous?: boolean
}

/** More than common servers have threads: 40 in one process of a Python framework. */
const moreThanThreads = 100
/** A login that waits may hash a password meanwhile: not so many that this alone is the fault. */
const fewLogins = 8
/** Of each kind, while all of them wait at once. */
const fewOfAll = 8
/** Longer than all probes; nobody waits for those requests. */
const timeoutMs = 60_000

/**
 * Reads, writes with their transactions, and logins: what the contract has of each.
 * @param memberId somebody whose role may change, if accounts can be created
 */
export function waitingOf(running: RunningTarget, world: World, memberId?: string): Waiting[] {
  const { company, record, owner } = world
  const { operations = {} } = running.config
  const { permissions, readCompany, profile, login, requestPasswordReset } = operations
  const { createRecord, updateRecord, createCompany, deleteRecord, changeRole } = operations
  const all: (WaitingKind & { sort: string })[] = []
  const add = (sort: string, name: string, spec: WaitingKind['spec'], anonymous = false) => {
    all.push({ sort, name, spec, anonymous })
  }
  add('reads', 'readRecord', () => running.readOf(record))
  if (permissions) add('reads', 'permissions', () => permissions.request(company))
  if (readCompany) add('reads', 'readCompany', () => readCompany.request(company))
  if (profile) add('reads', 'profile', () => profile.request())
  const named = (index: number) => `preflight-waiting-${index}`
  if (createRecord) {
    add('writes', 'createRecord', (index) => createRecord.request(company, named(index)))
  }
  if (updateRecord) {
    // Of no other request: names may have to be unique.
    const renamed = (index: number) => `preflight-renamed-${index}`
    add('writes', 'updateRecord', (index) => updateRecord.request(record, renamed(index)))
  }
  if (deleteRecord) {
    const gone = { company, id: unknownLike(record.id) }
    add('writes', 'deleteRecord', () => deleteRecord.request(gone))
  }
  if (createCompany) add('writes', 'createCompany', (index) => createCompany.request(named(index)))
  // They are sent in the owner's session.
  if (changeRole && memberId !== undefined && roleGiverOf(operations) === 'owner') {
    const role = changeRole.roles.reader
    add('writes', 'changeRole', () => changeRole.request(company, memberId, role))
  }
  if (login) add('logins', 'login', () => login.request(owner.account), true)
  if (requestPasswordReset) {
    const { email } = owner.account
    add('logins', 'requestPasswordReset', () => requestPasswordReset.request(email), true)
  }
  return ['reads', 'writes', 'logins'].flatMap((sort) => {
    const kinds = all.filter((kind) => kind.sort === sort)
    if (kinds.length === 0) return []
    const count = sort === 'logins' ? fewLogins : Math.ceil(moreThanThreads / kinds.length)
    return [{ name: sort, count, kinds }]
  })
}

/** All sorts at once, a few of each kind; no logins, which compute instead of waiting. */
export function together(sorts: readonly Waiting[]): Waiting {
  const kinds = sorts.filter(({ name }) => name !== 'logins').flatMap((sort) => sort.kinds)
  return { name: 'reads and writes', count: fewOfAll, kinds }
}

/** Sends them; the result aborts them. */
export function sendWaiting(
  running: RunningTarget,
  session: Session,
  { count, kinds }: Waiting,
): () => Promise<void> {
  const end = new AbortController()
  const options = { signal: end.signal, timeoutMs }
  const sent = Array.from({ length: count }).flatMap((_, index) =>
    kinds.map(({ spec, anonymous }) =>
      running.try(spec(index), anonymous ? options : { ...options, session }),
    ),
  )
  return async () => {
    end.abort()
    await Promise.all(sent)
  }
}
