/** Which of the requests of a login is the attempt: the one with the password. */
import type { Account, RequestSpec } from '#gate/contract/contract.ts'
import { afterSteps } from '#gate/contract/wire.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** All texts in a body. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Whether a request has the password of the account, as it is or by the Basic scheme. */
export function carriesPassword(spec: RequestSpec, { name, email, password }: Account): boolean {
  const { json, form, multipart, text, headers, path } = spec
  const query = new URLSearchParams(path.split('?').slice(1).join('?'))
  const basic = [name, email].map((who) => Buffer.from(`${who}:${password}`).toString('base64'))
  const texts = [...textsIn([json, form, multipart, text, headers]), ...query.values()]
  return texts.some((each) => [password, ...basic].some((secret) => each.includes(secret)))
}

/** Ends the steps at the one that is the attempt. */
class AttemptReached extends Error {
  readonly step: RequestSpec

  constructor(step: RequestSpec) {
    super('the step with the password')
    this.step = step
  }
}

/**
 * The request that is the attempt, after what comes before it, such as the page with the token of a
 * form. What comes after the password, such as a page with a key, is no attempt.
 */
export async function attemptAfterSteps(
  running: RunningTarget,
  account: Account,
): Promise<RequestSpec> {
  const login = running.operation('login').request(account)
  const isLast = carriesPassword(login, account)
  const sent = async (step: RequestSpec) => {
    if (!isLast && carriesPassword(step, account)) throw new AttemptReached(step)
    return await running.send(step)
  }
  return await afterSteps(login, sent).catch((error: unknown) => {
    if (error instanceof AttemptReached) return error.step
    throw error
  })
}
