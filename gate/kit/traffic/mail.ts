/** Where the target's mails go while a check sends requests that mail something. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { startMailServer } from '#gate/stack/mail-server.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

const host = '127.0.0.1'

/** Whether the contract has a request that mails, and says where the mail server is. */
export function canMail({ settings, operations }: TargetConfig): boolean {
  return settings?.smtpHost !== undefined && operations?.requestPasswordReset !== undefined
}

/** Settings with which mails go to a port of this machine. */
export function mailsTo(config: TargetConfig, port: number): Overrides {
  return supported(config, {
    smtpHost: host,
    smtpPort: String(port),
    smtpFrom: 'preflight@preflight.example.com',
    smtpUser: null,
    smtpPassword: null,
  })
}

/**
 * Settings with a mail server that takes all mails, until the target is closed: where the config
 * names none that runs, a mail that fails may end the backend, beside what a check is about.
 */
export async function withMailServer(target: Target): Promise<Overrides> {
  if (!canMail(target.config)) return {}
  const port = await freePort()
  const server = await startMailServer(host, port)
  target.onClose(async () => await server.close().catch(() => {}))
  return mailsTo(target.config, port)
}
