/** Goal: every secret that a config can hold is found, and no word that names something else. */
import { expect, test } from 'vitest'
import { attached, command, type TargetConfig } from './contract.ts'
import { secretsOf } from './secrets-of.ts'

const token = 'q7w8e9r0t1y2u3i4o5p6'
const launch = command('node', ['main.js'], { port: 'PORT' })
const base: TargetConfig = { name: 'x', launch }

const valuesOf = (config: TargetConfig) => secretsOf(config).map(([, value]) => value)

test.for<[string, TargetConfig]>([
  [
    'a parameter of the metrics path',
    { ...base, endpoints: { metrics: `/metrics?token=${token}` } },
  ],
  ['one of another name', { ...base, endpoints: { metrics: `/metrics?m=${token}` } }],
  ['a segment of the health path', { ...base, endpoints: { health: `/health/${token}` } }],
  [
    'the path of health as an object',
    { ...base, endpoints: { health: { path: `/h?key=${token}` } } },
  ],
  ['a header of the proxy', { ...base, proxyHeaders: { 'X-Api-Key': token } }],
  ['a variable by its name', { ...base, environment: { production: { SMTP_PASSWORD: token } } }],
  [
    'a variable that the config marks',
    { ...base, secrets: ['LICENCE'], environment: { always: { LICENCE: token } } },
  ],
  [
    'a password in an address',
    { ...base, environment: { always: { BROKER: `amqp://me:${token}@mq/` } } },
  ],
  ['an option of the program', { ...base, launch: { ...launch, args: [`--token=${token}`] } }],
  ['the option after it', { ...base, launch: { ...launch, args: ['--api-key', token] } }],
  [
    'the address of the target',
    { ...base, launch: attached({ url: `https://me:${token}@a.test` }) },
  ],
  ['the administrator', { ...base, admin: { name: 'a', email: 'a@b.test', password: token } }],
])('%s', ([_what, config]) => {
  expect(valuesOf(config)).toContain(token)
})

test('names of variables are no secrets, nor are defaults that everybody knows', () => {
  expect(
    secretsOf({
      ...base,
      settings: { secretKey: 'SECRET_KEY', jwtSecretKey: 'JWT_SECRET_KEY' },
      secrets: ['CSRF_SECRET'],
      knownDefaults: { secretKey: ['change-me-please'] },
      environment: { development: { SECRET_KEY: 'change-me-please' } },
      endpoints: { health: '/api/v1/health', metrics: '/metrics?format=prometheus' },
    }),
  ).toEqual([])
})
