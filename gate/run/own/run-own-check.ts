/** Runs a check that is data: sends its requests, and judges the answers. */

import { randomUUID } from 'node:crypto'
import type { ExpectStatic } from 'vitest'
import type { Session } from '#gate/contract/contract.ts'
import { compileRequest } from '#gate/contract/data/compile/request.ts'
import { compileText, sourceInWords } from '#gate/contract/data/compile/source.ts'
import type { Values } from '#gate/contract/data/template.ts'
import { verbs } from '#gate/contract/data/types.ts'
import { hasUser, type OwnCheck, type OwnStep } from '#gate/contract/own/own-check.ts'
import type { Outcome } from '#gate/system/http.ts'
import { administrator } from '#gate/system/registration.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makePerson } from '#gate/system/world.ts'
import type { Evidence } from '../evidence.ts'
import { judgeAnswer, statusesOf } from './judge-answer.ts'

/** What the check uses of its fixtures. */
export interface OwnCheckFixtures {
  target: Target
  evidence: Evidence
  expect: ExpectStatic
}

/** The kind of the observations. */
const answer = 'answer'
const tooManyRequests = 429

/** Whether an answer of a rate limit is among what is required. */
export function expectsLimit({ requests }: OwnCheck): boolean {
  return requests.some(({ expect }) =>
    statusesOf(expect).some((status) => status === tooManyRequests || status === '4xx'),
  )
}

/** Who may send a request, with their sessions, and what templates know of the user. */
interface Senders {
  sessions: Readonly<Record<'nobody' | 'user' | 'admin', Session | undefined>>
  values: Values
}

async function sendersOf(
  check: OwnCheck,
  target: Target,
  running: RunningTarget,
): Promise<Senders> {
  const isNamed = (who: string) => check.requests.some(({ as }) => (as ?? check.as) === who)
  const person = hasUser(check) ? await makePerson(target, running, 'user') : undefined
  const admin = isNamed('admin') ? await running.login(await administrator(target)) : undefined
  return {
    sessions: { nobody: undefined, user: person?.session, admin },
    values: { ...person?.account },
  }
}

/** Sends a request; without a limit of time, it waits out a limit of requests. */
async function ask(
  running: RunningTarget,
  { request, atOnce = 1, expect }: OwnStep,
  values: Values,
  session: Session | undefined,
): Promise<Outcome[]> {
  const spec = compileRequest(request)(values)
  const isPatient = expect.within === undefined && !statusesOf(expect).includes(tooManyRequests)
  const send = async () =>
    isPatient ? await running.tryPatiently(spec, { session }) : await running.try(spec, { session })
  return await Promise.all(Array.from({ length: atOnce }, send))
}

/** `POST /invoices`, as it is written. */
function nameOf({ request }: OwnStep): string {
  const verb = verbs.find((each) => request[each] !== undefined)
  if (verb === undefined) return `${request.method ?? 'GET'} ${request.path}`
  return `${verb.toUpperCase()} ${request[verb]}`
}

/**
 * Reads what later requests need.
 * @returns undefined if the answer does not have all of it
 */
function savedOf(
  { save = {} }: OwnStep,
  outcome: Outcome | undefined,
  { expect, name }: { expect: ExpectStatic; name: string },
): Values | undefined {
  const entries = Object.entries(save).map(([key, source]) => {
    const value = outcome?.ok ? compileText(source)(outcome) : undefined
    expect.soft(value, `${sourceInWords(source)} of the answer to ${name}`).toBeDefined()
    return [key, value] as const
  })
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries)
}

/**
 * Runs the check. The floor is every answer that was due: those that a missing value kept from
 * being asked for are not, as its lack is a failure already.
 */
export async function runOwnCheck(check: OwnCheck, fixtures: OwnCheckFixtures): Promise<void> {
  const { target, evidence, expect } = fixtures
  const running = await target.running()
  const senders = await sendersOf(check, target, running)
  let due = 0
  for (let round = 1; round <= (check.times ?? 1); round += 1) {
    let values: Values = {
      ...senders.values,
      unique: randomUUID().replaceAll('-', '').slice(0, 12),
    }
    for (const step of check.requests) {
      const name = nameOf(step)
      const as = step.as ?? check.as ?? 'nobody'
      const outcomes = await ask(running, step, values, senders.sessions[as])
      for (const outcome of outcomes) {
        const looked = judgeAnswer(step.expect, outcome, { values, name, expect })
        evidence.observe(answer, { request: name, as, round, ...looked })
      }
      due += outcomes.length
      const saved = savedOf(step, outcomes[0], { expect, name })
      if (saved === undefined) break
      values = { ...values, ...saved }
    }
  }
  evidence.floor(answer, due)
}
