/** Requests of users, each with its correct statuses, sent with supertest and recorded. */
import supertest from 'supertest'
import type { Reply, RequestSpec } from '#gate/contract/contract.ts'
import { refusalOf } from '#gate/contract/refused-step.ts'
import { cookiesAfter } from '#gate/contract/set-cookies.ts'
import { bodyOf, inSession, sendAfterSteps } from '#gate/contract/wire.ts'
import { messageOf } from '#gate/errors.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Recorder } from '../../recorder.ts'
import type { Ask } from './step.ts'

/** A user would not wait longer. */
const answerMs = 30_000

/** Hears every answer at once, as later ones may never come. */
export type Judge = (status: number, step: { what: string; right: readonly number[] }) => void

/** Sends one request with supertest; the reply, or why there is none. */
async function exchange(running: RunningTarget, spec: RequestSpec): Promise<Reply | string> {
  const method = spec.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
  const body = bodyOf(spec)
  const type: Record<string, string> =
    body?.contentType === undefined ? {} : { 'content-type': body.contentType }
  const headers: Record<string, string> = {
    ...running.client.baseHeaders,
    ...type,
    ...spec.headers,
  }
  const request = supertest(running.url)[method](spec.path).redirects(0).set(headers)
  const sent = body === undefined ? request : request.send(body.content)
  const response = await sent.timeout(answerMs).catch((error: unknown) => messageOf(error))
  if (typeof response === 'string') return response
  const json = response.type.includes('json') ? response.body : undefined
  const reply = { status: response.status, text: response.text ?? '', headers: response.headers }
  return { ...reply, json, cookies: cookiesAfter(headers.cookie, reply) }
}

/** Sends one request as over a slow line. */
async function exchangeSlowly(running: RunningTarget, spec: RequestSpec): Promise<Reply | string> {
  const outcome = await running.client.try(spec, { timeoutMs: answerMs, slowly: true })
  return outcome.ok ? outcome : outcome.error
}

/** Sends with supertest and records; the check judges. */
export function asker(running: RunningTarget, evidence: Recorder, judge: Judge): Ask {
  return async ({ what, spec, session, right: allowed, slowly = false }) => {
    const send = slowly ? exchangeSlowly : exchange
    let [why, step]: (string | undefined)[] = []
    const reply = await sendAfterSteps(spec, async (each) => {
      const answer = await send(running, inSession(each, session))
      if (typeof answer !== 'string') return answer
      // No answer: the process has ended or hangs.
      why = answer
      return { status: 0, text: answer, headers: {}, json: undefined }
    }).catch((error: unknown) => {
      const refusal = refusalOf(error)
      step = refusal.step
      return refusal.reply
    })
    const { status } = reply
    const right = typeof allowed === 'function' ? allowed(reply) : allowed
    // Which of several requests it was that got this answer.
    const named = step === undefined ? what : `${what}, at ${step}`
    evidence.observe('answer', {
      what: named,
      status,
      right,
      ...(why === undefined ? {} : { why }),
    })
    judge(status, { what: named, right })
    return reply
  }
}
