import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '#gate/contract/contract.ts'
import { commandText, runCommand, succeeded } from './command.ts'
import { freshAccount } from './prepare.ts'

it('names a command without the password that the gate made for it', () => {
  const { email, password } = freshAccount('admin')
  const command = run('manage.py', ['create-admin', email, password])
  expect(commandText(command)).toContain(`manage.py create-admin ${email} `)
  expect(commandText(command)).not.toContain(password)
})

it('shows what a failed command printed without that password', () => {
  const { password } = freshAccount('admin')
  const output = `usage: create-admin; not understood: ${password}`
  const failed = () =>
    succeeded(run('manage.py', ['create-admin', password]), {
      exitCode: 2,
      output,
      stdout: '',
      seconds: 1,
    })
  expect(failed).toThrow('manage.py create-admin')
  expect(failed).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(password) }),
  )
})

it('gives a command its time, and tells what one printed that needs more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-command-'))
  const command = { ...run('sh', ['-c', 'echo applying 0001; sleep 30']), timeoutMs: 1_000 }
  const labels = { runId: 'command-test', scratchDir: folder }
  try {
    const { PATH = '' } = process.env
    await expect(
      runCommand({ command, folder, environment: { PATH }, labels, timeoutMs: 60_000 }),
    ).rejects.toMatchObject({
      code: 'PREFLIGHT_E_TIMEOUT',
      message: expect.stringMatching(/after 1 s waiting for sh .*; it printed:\napplying 0001$/s),
      hint: expect.stringContaining('timeoutMs'),
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
