/** Requests a URL over new connections until the responses are as expected. */
import { type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { StepError } from './command.ts'
import type { Question } from './plan.ts'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

const answerTimeoutMs = 5_000
const intervalMs = 100
const loopback = /^(127\.|localhost$|\[?::1)/

/** @throws Error if there is no response */
function ask({ url, headers = {} }: Question, signal: AbortSignal): Promise<Answer> {
  const { protocol, hostname } = new URL(url)
  const options: RequestOptions & { servername?: string; rejectUnauthorized?: boolean } = {
    agent: false,
    headers: { ...headers, connection: 'close' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    ...(headers.host ? { servername: headers.host } : {}),
    // No certificate is issued for loopback.
    ...(loopback.test(hostname) ? { rejectUnauthorized: false } : {}),
  }
  const send = protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const sent = send(url, options, (reply) => {
      let body = ''
      reply.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      reply.once('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body }),
      )
      reply.once('error', reject)
    })
    sent.once('error', reject).end()
  })
}

/** A response in a few words. */
function brief({ status, body }: Answer): string {
  return `${status} ${body.replaceAll(/\s+/g, ' ').slice(0, 200)}`.trim()
}

/**
 * Asks until so many responses in a row are good.
 * @throws StepError with the last response, if that takes too long; the signal's reason
 */
export async function askUntil(
  question: Question,
  isGood: (answer: Answer) => boolean,
  limits: { inARow: number; seconds: number; signal: AbortSignal },
): Promise<void> {
  const { inARow, seconds, signal } = limits
  const deadlineMs = performance.now() + seconds * 1000
  let good = 0
  let last = 'none'
  while (performance.now() < deadlineMs) {
    signal.throwIfAborted()
    try {
      const answer = await ask(question, signal)
      good = isGood(answer) ? good + 1 : 0
      last = brief(answer)
    } catch (error) {
      signal.throwIfAborted()
      good = 0
      last = (error as Error).message || String((error as { code?: string }).code)
    }
    if (good >= inARow) return
    await pause(intervalMs, undefined, { signal })
  }
  throw new StepError(
    `${question.url} did not answer as expected within ${seconds} s; last response: ${last}`,
  )
}
