/** The endpoints that users cannot do without, each with the requests that it must refuse. */

import { messageOf, PreflightError } from '#gate/errors.ts'
import { isFaultOfGate, RefusedPreparation } from '#gate/system/refused-preparation.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makePerson, type Person } from '#gate/system/world.ts'
import type { Recorder } from '../../recorder.ts'
import { asker, type Judge } from './asker.ts'
import { Parts } from './parts.ts'
import { tryRecords } from './records.ts'
import { tryMemberships, tryRoles } from './roles.ts'
import { trySessions } from './sessions.ts'
import { whileSocketHeld } from './sockets.ts'
import { type Ask, ok, type People } from './step.ts'

/** The answer that kept accounts from being made; status 0 if none came. */
function failedPreparation(error: unknown) {
  const { cause } = error as Error
  if (cause instanceof RefusedPreparation) {
    return isFaultOfGate(cause.status) ? undefined : { what: cause.what, status: cause.status }
  }
  const isOfTheGate = error instanceof PreflightError && error.code !== 'PREFLIGHT_E_TIMEOUT'
  return isOfTheGate ? undefined : { what: 'accounts and logins', status: 0, why: messageOf(error) }
}

async function makePeople(target: Target, running: RunningTarget): Promise<People> {
  return {
    owner: await makePerson(target, running, 'owner', { role: 'writer' }),
    member: await makePerson(target, running, 'member'),
    outsider: await makePerson(target, running, 'outsider'),
  }
}

/** What the steps say together; undefined is what the config lacks an operation for. */
export interface CriticalAnswers {
  /** How many permissions each of the two roles has. */
  permissions: { reader: number; writer: number } | undefined
  /** The name of a record after it was renamed. */
  renamed: string | undefined
  /** Whose profile came, and those whom it may name. */
  profile: string | undefined
  account: { email: string; name: string }
  /** Why not every step was taken. */
  lacking: PreflightError | undefined
}

interface CriticalOptions {
  evidence: Recorder
  judge: Judge
  /** The name of one that is founded for it, unless there is a single tenant. */
  company: string
  /** How long a WebSocket is held, at least. Default: as long as the other steps take. */
  socketOpenForMs?: number
}

/** Founds a company; the id of a single tenant is empty. */
async function found(
  ask: Ask,
  running: RunningTarget,
  { owner, name }: { owner: Person; name: string },
): Promise<string> {
  const { createCompany } = running.config.operations ?? {}
  if (!createCompany) return ''
  const { created } = running.statuses
  const spec = createCompany.request(name)
  const founded = { spec, session: owner.session, right: created }
  return createCompany.result(await ask({ what: 'create a company', ...founded }))
}

/**
 * Goes through every endpoint without which there is no product, reading and writing. Where
 * making accounts or logging in fails, that is an answer, too. What the config lacks for one part
 * keeps no other from being tried.
 */
export async function tryCriticalEndpoints(
  target: Target,
  running: RunningTarget,
  { evidence, judge, company: name, socketOpenForMs: openForMs = 0 }: CriticalOptions,
): Promise<CriticalAnswers> {
  const ask = asker(running, evidence, judge)
  const people = await makePeople(target, running).catch((error: unknown) => {
    const failed = failedPreparation(error)
    if (failed) {
      evidence.observe('answer', { ...failed, right: ok })
      judge(failed.status, { what: failed.what, right: ok })
    }
    throw error
  })
  const { owner, member } = people
  const parts = new Parts(running.config)
  const shared = await whileSocketHeld(running, owner, { evidence, judge, openForMs }, async () => {
    const id = await found(ask, running, { owner, name })
    const permissions = await parts.try(() => tryRoles(ask, running, people, id))
    const renamed = await tryRecords(parts, { ask, running, people }, { id, name })
    await tryMemberships(ask, running, people, id)
    return { permissions, renamed }
  })
  const profile = await trySessions(parts, ask, running, member)
  for (const none of parts.leftOut) evidence.observe('left out', { ...none })
  return { ...shared, profile, account: member.account, lacking: parts.lacking }
}
