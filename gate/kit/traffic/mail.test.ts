/** Goal: checks that ask for mails beside other things give the target a server for them. */
import { expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { accepts } from '#gate/host/process/ports.ts'
import type { Target } from '#gate/system/target.ts'
import { withMailServer } from './mail.ts'

const settings = { smtpHost: 'SMTP_HOST', smtpPort: 'SMTP_PORT' }
const operations = { requestPasswordReset: {} }

function targetOf(config: object) {
  const closing: (() => Promise<void>)[] = []
  const onClose = (undo: () => Promise<void>) => void closing.push(undo)
  return { closing, target: { config: config as TargetConfig, onClose } as unknown as Target }
}

test('a server that runs until the target is closed', async () => {
  const { target, closing } = targetOf({ settings, operations })
  const { smtpHost, smtpPort } = await withMailServer(target)
  expect(smtpHost).toBe('127.0.0.1')
  expect(await accepts('127.0.0.1', Number(smtpPort), 1_000)).toBe(true)
  for (const close of closing) await close()
  expect(await accepts('127.0.0.1', Number(smtpPort), 1_000)).toBe(false)
})

test.each([[{ settings }], [{ operations }]])('nothing for %j', async (config) => {
  const { target, closing } = targetOf(config)
  expect(await withMailServer(target)).toEqual({})
  expect(closing).toEqual([])
})
