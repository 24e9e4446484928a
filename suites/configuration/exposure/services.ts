/** Requests while Redis and the mail server fail: their clients know the passwords. */
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import type { CanaryRedis, Seeded } from '#gate/kit/traffic/canaries.ts'
import { canMail } from '#gate/kit/traffic/mail.ts'
import type { MailServer } from '#gate/stack/mail-server.ts'
import type { Target } from '#gate/system/target.ts'
import { type Exercised, requestData } from './exercise.ts'

/** A mail is sent soon after it was asked for, or never. */
const mailMs = 2_000

/** Waits until the mail server was asked for something, if the target sends mail. */
async function contacted(target: Target, mail: MailServer, before: number): Promise<void> {
  if (!canMail(target.config)) return
  const isAsked = async () => mail.contacts > before || undefined
  const options = { timeoutMs: mailMs, intervalMs: 20 }
  await waitFor('a mail to be refused', isAsked, options).catch(ifTimedOut(() => undefined))
}

/** Sends requests while no mail is accepted, and then while Redis is away, if the target has it. */
export async function requestWithoutServices(
  target: Target,
  exercised: Exercised,
  { seeded, redis }: { seeded: Seeded; redis: CanaryRedis | undefined },
): Promise<void> {
  const { mail } = seeded
  const before = mail.contacts
  mail.refuse(true)
  try {
    await requestData(target, exercised)
    await contacted(target, mail, before)
    if (!redis) return
    await during(stop(redis.service, 'crash'), () => requestData(target, exercised))
  } finally {
    mail.refuse(false)
  }
}
