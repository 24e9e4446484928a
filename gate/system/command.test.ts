import { expect, it } from 'vitest'
import { run } from '#gate/contract/contract.ts'
import { commandText, succeeded } from './command.ts'
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
  expect(failed).toThrow('create-admin')
  expect(failed).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(password) }),
  )
})
