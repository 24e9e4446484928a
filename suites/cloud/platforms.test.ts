/** Goal: platforms are compared by what they mean. */
import { describe, expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { beanstalkPlatform } from '#gate/kit/deploy/cloud/beanstalk.ts'
import { composedPlatform, refusedVariables } from '#gate/kit/deploy/cloud/composed.ts'
import { ecsPlatform } from '#gate/kit/deploy/cloud/ecs.ts'
import { type Platform, writtenSecrets } from '#gate/kit/deploy/cloud/platform.ts'
import {
  contradictions,
  eachPlatform,
  missingIn,
  portDoubts,
  regionDoubts,
  requiredNames,
} from './platforms.ts'

const config = {
  name: 'a',
  launch: { kind: 'command', command: 'a', args: [], port: 'PORT' },
  settings: { environment: 'ENVIRONMENT', secretKey: 'SECRET_KEY' },
  backing: { postgres: 'DATABASE_URL', redis: { url: 'REDIS_URL', password: 'REDIS_PASSWORD' } },
  deployment: { services: { backend: 'backend' } },
} as unknown as TargetConfig

const composed = (environment: string, more = '') =>
  composedPlatform('compose', `services: { backend: { environment: ${environment} ${more}} }`, {
    config,
    example: [],
  })
const platform = (more: Partial<Platform>): Platform => ({ ...composed('{}'), ...more })

describe('a port', () => {
  test.each([[[8000]], [[9090, 8000]], [[]]])('of %j is the backend of 8000', (ports) =>
    expect(contradictions(platform({ ports }), { port: 8000 })).toEqual([]),
  )
  test('of others is not', () =>
    expect(contradictions(platform({ ports: [9090, 80] }), { port: 8000 })).toEqual([
      'port 9090, but the backend listens on 8000',
    ]))
  test('is the one that its variable says, if the platform sets it', () => {
    const listens = { port: 8000, variable: 'PORT' }
    const set = (ports: number[]) => platform({ ports, plain: { PORT: '9090' } })
    expect(contradictions(set([9090]), listens)).toEqual([])
    expect(contradictions(set([8000]), listens)).toEqual([
      'port 8000, but the backend listens on 9090 (PORT)',
    ])
  })
  test('that nobody says is a doubt, unless the image exposes it', () => {
    const read = platform({ ports: [3000] })
    const listens = { port: undefined, variable: 'PORT' }
    expect(contradictions(read, listens)).toEqual([])
    expect(portDoubts(read, listens).join()).toMatch(/given 3000; .*container\.port/)
    expect(portDoubts(read, { ...listens, exposed: [80] }).join()).toMatch(/image exposes 80/)
    expect(portDoubts(read, { ...listens, exposed: [80, 3000] })).toEqual([])
    expect(portDoubts(read, { port: 80 })).toEqual([])
    expect(portDoubts(platform({ ports: [3000], plain: { PORT: '80' } }), listens)).toEqual([])
    expect(portDoubts(platform({}), listens)).toEqual([])
  })
  test('of Cloud Run is the one that it sets PORT to', () => {
    const run = platform({ name: 'cloudBuild', ports: [8080] })
    for (const port of [8000, undefined]) {
      expect(contradictions(run, { port, variable: 'PORT' })).toEqual([])
      expect(portDoubts(run, { port, variable: 'PORT' })).toEqual([])
    }
    expect(contradictions(run, { port: 8000, variable: 'APP_PORT' })).toEqual([
      'port 8080, but the backend listens on 8000',
    ])
  })
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
describe('secrets in a compose file', () => {
  test.each([
    '{ DATABASE_URL: "postgresql://${DB_USER:?}:${DB_PASSWORD:?}@db:5432/${DB_NAME:?}" }',
    '["DATABASE_URL=postgresql://app:${PASSWORD}@db/${NAME:-app}"]',
    '{ DATABASE_URL: "redis://redis:6379/0" }',
    '{ DATABASE_URL: "${DATABASE_URL:-}" }',
    '[DATABASE_URL]',
  ])('%s has none in words', (environment) => {
    const found = composed(environment)
    expect(writtenSecrets(found, ['DATABASE_URL'])).toEqual([])
    expect(missingIn(found, ['DATABASE_URL'], config)).toEqual([])
  })
  test.each([
    '{ DATABASE_URL: "postgresql://app:hunter2hunter2@db/app" }',
    '{ DATABASE_URL: "postgresql://${USER:?}:${PASSWORD:-hunter2}@db/app" }',
    '["DATABASE_URL=${PASSWORD:-hunter2}"]',
  ])('%s has one', (environment) =>
    expect(writtenSecrets(composed(environment), ['DATABASE_URL'])).toEqual(['DATABASE_URL']),
  )
})

test('two regions contradict each other, but for ECS, which takes an image of another one', () => {
  const regions = ['us-east-1', 'eu-central-1', 'us-east-1']
  for (const name of ['cloudBuild', 'beanstalk'] as const) {
    const read = platform({ name, regions })
    expect(contradictions(read, { port: 8000 })).toEqual(['regions us-east-1, eu-central-1'])
    expect(regionDoubts(read)).toEqual([])
  }
  const task = platform({ name: 'ecsTask', regions })
  expect(contradictions(task, { port: 8000 })).toEqual([])
  expect(regionDoubts(task).join()).toContain('us-east-1, eu-central-1')
  expect(regionDoubts({ ...task, regions: ['us-east-1'] })).toEqual([])
})

test('compose refuses what has to be given, and is not', () => {
  const environment =
    '{ A: "${A:?}", B: "x-${B?say it}", C: "${C:-c}", D: "${D}", E: "${E:-${F:?}}" }'
  const text = `services: { backend: { image: "i:\${TAG:?}", environment: ${environment} } }`
  const refused = (...given: string[]) => refusedVariables(text, { config, given })
  expect(refused()).toEqual(['A', 'B', 'E'])
  expect(refused('A', 'E')).toEqual(['B'])
  expect(refused('A', 'B', 'F')).toEqual([])
})

test('ECS passes on what looks like a variable: it is the value', () => {
  const environment = [{ name: 'SECRET_KEY', value: '${SECRET_KEY}' }]
  const task = { family: 'a', containerDefinitions: [{ name: 'a', image: 'b', environment }] }
  expect(writtenSecrets(ecsPlatform(JSON.stringify(task)), ['SECRET_KEY'])).toEqual(['SECRET_KEY'])
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation

describe('of the variables that a sample names', () => {
  const settled = { ...config, environment: { production: { HOSTS: 'a.test' } } } as TargetConfig
  test('those are required that the start of the gate sets, or that are secrets elsewhere', () => {
    const sample = ['HOSTS', 'LOG_LEVEL', 'SENTRY_DSN', 'SECRET_KEY']
    const stored = platform({ stored: { SENTRY_DSN: 'sentry' } })
    const always = ['ENVIRONMENT', 'SECRET_KEY', 'DATABASE_URL', 'REDIS_URL', 'REDIS_PASSWORD']
    expect(requiredNames(settled, sample)).toEqual([...always, 'HOSTS'])
    expect(requiredNames(settled, sample, [stored])).toEqual([...always, 'HOSTS', 'SENTRY_DSN'])
    const secret = { ...settled, secrets: ['CIPHER_KEY', 'UNNAMED_KEY'] }
    expect(requiredNames(secret, [...sample, 'CIPHER_KEY'])).toContain('CIPHER_KEY')
    expect(requiredNames(secret, [...sample, 'CIPHER_KEY'])).not.toContain('UNNAMED_KEY')
  })
})

test('what a compose file gives its other services is beside the backend', () => {
  const text =
    'services: { backend: { environment: {} }, db: { environment: { POSTGRES_PASSWORD: "a" } } }'
  const read = composedPlatform('compose', text, { config, example: [] })
  expect(read.beside).toEqual({ db: { POSTGRES_PASSWORD: 'a' } })
})

describe('a required variable', () => {
  const required = ['SECRET_KEY', 'REDIS_PASSWORD', 'SMTP_HOST']
  test('is provided in words, by reference, as a file, or empty if it may be', () => {
    const provided = platform({
      plain: { SECRET_KEY_FILE: '/run/secrets/key', REDIS_PASSWORD: '' },
      references: ['SMTP_HOST'],
    })
    expect(missingIn(provided, required, config)).toEqual([])
  })
  test('is missing if nobody has it, or if it is empty and may not be', () => {
    const plain = { SECRET_KEY: '' }
    expect(missingIn(platform({ plain, references: [] }), required, config)).toEqual(required)
  })
  test('of the guide: options of Beanstalk without a namespace', () => {
    const text = 'option_settings:\n  - { option_name: ENVIRONMENT, value: production }\n'
    const read = beanstalkPlatform([{ path: 'a.config', text }])
    expect(missingIn(read, ['ENVIRONMENT', 'SECRET_KEY'], config)).toEqual(['SECRET_KEY'])
  })
})

test('a file of variables that nobody describes may have any', () => {
  expect(composed('{}', ', env_file: .env').elsewhere).toEqual(['variables in its env_file'])
  expect(composed('{}').elsewhere).toEqual([])
})

test('a platform that cannot be judged does not keep the others from it', async () => {
  const seen: string[] = []
  const judged = eachPlatform([platform({ name: 'ecsTask' }), platform({})], ({ name }) => {
    seen.push(name)
    if (name === 'ecsTask') throw new Error('which container')
  })
  await expect(judged).rejects.toThrow('which container')
  expect(seen).toEqual(['ecsTask', 'compose'])
})

test('what the image sets is set, unless the platform empties it', () => {
  const image = { ENVIRONMENT: 'production', LOG_FORMAT: 'json' }
  const missing = (plain: Record<string, string>, name: Platform['name'] = 'compose') =>
    missingIn(platform({ name, plain }), ['ENVIRONMENT', 'LOG_FORMAT', 'OTHER'], config, image)
  expect(missing({})).toEqual(['OTHER'])
  expect(missing({ ENVIRONMENT: '' })).toEqual(['ENVIRONMENT', 'OTHER'])
  expect(missing({}, 'beanstalk')).toEqual(['ENVIRONMENT', 'LOG_FORMAT', 'OTHER'])
})
