/** Goal: an invalid value is one that the backend would read. */
import { expect, test } from 'vitest'
import { command, type TargetConfig } from '#gate/contract/contract.ts'
import { composeEnvironment } from '#gate/system/environment.ts'
import { attemptsOf } from './invalid-values.ts'

const config: TargetConfig = {
  name: 'x',
  launch: command('node', [], { port: 'PORT' }),
  environment: { always: { LIMITER: 'true', POINTS: '50', WINDOW: '1', POOL: '10' } },
  settings: { loginRateLimit: 'POINTS', loginRateLimitWindow: 'WINDOW', poolSize: 'POOL' },
  rateLimits: { lifted: { LIMITER: 'false' } },
}

test('the values of a limit are tried with the limiter on, those of others without it', () => {
  const limiters = attemptsOf(config, 'all').map(({ variable, value, overrides }) => {
    const environment = composeEnvironment(config, { secrets: {} }, overrides, 8000)
    expect(environment[variable]).toBe(value)
    return [variable, environment.LIMITER]
  })
  expect(Object.fromEntries(limiters)).toEqual({ POINTS: 'true', WINDOW: 'true', POOL: 'false' })
})

test('a feature that is off is on while its settings are tried', () => {
  const settings = { smtpHost: 'MAIL_HOST', smtpPort: 'MAIL_PORT', poolSize: 'POOL' } as const
  const hosts = (always: Record<string, string>) => {
    const mailing = { ...config, settings, environment: { always } }
    return attemptsOf(mailing, 'few').map(({ variable, value, overrides }) => {
      const environment = composeEnvironment(mailing, { secrets: {} }, overrides, 8000)
      expect(environment[variable]).toBe(value)
      return [variable, environment.MAIL_HOST]
    })
  }
  expect(Object.fromEntries(hosts({}))).toEqual({
    MAIL_PORT: 'mail.example.com',
    POOL: undefined,
  })
  expect(Object.fromEntries(hosts({ MAIL_HOST: 'mail' })).MAIL_PORT).toBe('mail')
})
