/** What a wrong config is told: the key, what was expected, and what was meant. */
import { describe, expect, test } from 'vitest'
import { attached, command, compose, image } from './contract.ts'
import { readConfig } from './read-config.ts'

const launch = command('node', [], { port: 'PORT' })
const run = { command: 'node', args: [] }

function problemsOf(part: object): string[] {
  const read = readConfig({ name: 'x', launch, ...part })
  return 'problems' in read ? read.problems : []
}

describe('a wrong key is named', () => {
  test.for<[part: object, problem: string]>([
    [{ version: 1 }, 'version: expected text, got a number'],
    [{ backing: 'DATABASE_URL' }, 'backing: expected an object, got text'],
    [
      { backing: { postgres: { address: 'DB_HOST', port: 'DB_PORT' } } },
      'backing.postgres.address: expected host beside port; address is the variable of both',
    ],
    [
      { commands: { createAdmin: run } },
      'commands.createAdmin: expected a function, got an object',
    ],
    [
      { commands: { migrate: 'npm run migrate' } },
      'commands.migrate: expected an object, got text',
    ],
    [
      { commands: { check: { command: 'node', args: 'check' } } },
      'commands.check.args: expected a list, got text',
    ],
    [
      { operations: { login: { request: () => ({}) } } },
      'operations.login.result: expected a function, got nothing',
    ],
    [
      { environment: { always: { 'MY-NAME': '1' } } },
      'environment.always.MY-NAME: expected the name of an environment variable',
    ],
    [
      { container: { environment: { 'MY-NAME': '1' } } },
      'container.environment.MY-NAME: expected the name of an environment variable',
    ],
    [{ knobs: { A: { values: ['1'], observe: run } } }, 'knobs.A.values: expected a list of 2'],
    [{ rateLimits: { login: { scope: 'some' } } }, 'rateLimits.login.scope: expected login or all'],
    [
      { rateLimits: { lifted: { LIMIT: 5 } } },
      'rateLimits.lifted.LIMIT: expected text, got a number',
    ],
    [{ deployment: { replicas: 0 } }, 'deployment.replicas: expected a whole number of at least 1'],
    [
      { services: { postgres: { url: 'db' } } },
      'services.postgres.url: expected a URL such as postgresql://user@127.0.0.1:5432/app',
    ],
    [
      { services: { postgres: { url: 'postgres://db/x', version: 17 } } },
      'services.postgres.version: the server is given by url: the gate starts none',
    ],
    [
      { services: { redis: { url: 'redis://db', service: 'cache' } } },
      'services.redis.service: the server is given by url already',
    ],
    [
      { services: { redis: { databases: [1, 2] } } },
      'services.redis.databases: it is about a given server: expected url, urlFrom or service too',
    ],
    [{ endpoints: { health: 'health' } }, 'endpoints.health: expected a path that begins with /'],
    [
      { endpoints: { health: 1 } },
      'endpoints.health: expected a path, or an object with path and fields',
    ],
    [
      { notApplicable: { 'http.email': ' ' } },
      'notApplicable.http.email: expected a reason: why does the claim not apply?',
    ],
    [
      { launch: { kind: 'vm' } },
      'launch.kind: expected command(…), image(…), compose(…) or attached(…)',
    ],
    [
      { launch: 'node main.js' },
      'launch: expected command(…), image(…), compose(…) or attached(…)',
    ],
    [{ launch: image('backend:1', { port: 70_000 }) }, 'launch.port: expected a port'],
    [
      { launch: image({ file: '' }, { port: 80 }) },
      'launch.image.file: expected text that is not empty',
    ],
    [
      { endpoints: { ready: { path: '/ready', session: 'owner' } } },
      'endpoints.ready.session: expected admin',
    ],
    [{ minimums: { poolSize: 0 } }, 'minimums.poolSize: expected a number above 0'],
    [{ logs: { format: 'text' } }, 'logs.format: expected json, logfmt, or an object with pattern'],
    [
      { logs: { format: { pattern: '^(.*)$' } } },
      'logs.format.pattern: expected groups called time, level or message: (?<level>\\w+)',
    ],
    [{ seed: { sql: [''] } }, 'seed.sql.0: expected text that is not empty'],
    [{ lacks: { metrics: ' ' } }, 'lacks.metrics: expected a sentence: what is there instead?'],
    [
      { release: { deploy: () => run, switchFile: { path: '/live', text: '' } } },
      'release: expected both deploy and rollback, or neither',
    ],
    [
      { launch: attached({ url: 'localhost' }) },
      'launch.url: expected a URL such as https://api.example.com',
    ],
  ])('%j: %s', ([part, problem]) => {
    expect(problemsOf(part)).toContain(problem)
  })

  test('each of several', () => {
    const problems = problemsOf({ version: 1, admin: { name: 'a', email: 'b' } })
    expect(problems).toEqual([
      'version: expected text, got a number',
      'admin.password: expected text, got nothing',
    ])
  })

  test.for([undefined, null, 'text', []])('an export that is no object: %j', (exported) => {
    const read = readConfig(exported)
    expect('problems' in read && read.problems).toEqual([
      expect.stringMatching(/^the export: expected an object, got /),
    ])
  })
})

describe('an unknown key is told what may stand there', () => {
  test.for<[part: object, place: string, suggestion: string]>([
    [{ lacks: { metric: 'none' } }, 'lacks: unknown key "metric"', 'did you mean metrics?'],
    [{ minimums: { poolSice: 1 } }, 'minimums: unknown key "poolSice"', 'mean poolSize?'],
    [{ setings: {} }, 'the export: unknown key "setings"', 'did you mean settings?'],
    [
      { settings: { secretKez: 'A' } },
      'settings: unknown key "secretKez"',
      'did you mean secretKey',
    ],
    [{ knownDefaults: { secretkey: ['a'] } }, 'knownDefaults: unknown', 'did you mean secretKey'],
    [{ endpoints: { health: { pth: '/x' } } }, 'endpoints.health: unknown key "pth"', 'mean path?'],
    [{ statuses: { notfound: [404] } }, 'statuses: unknown key "notfound"', 'mean notFound?'],
    [
      { launch: { ...image('a', { port: 80 }), redyBy: 'port' } },
      'launch: unknown key "redyBy"',
      'did you mean readyBy?',
    ],
    [
      { launch: { ...image({ file: 'Dockerfile' }, { port: 80 }), image: { fil: 'Dockerfile' } } },
      'launch.image: unknown key "fil"',
      'did you mean file?',
    ],
    [
      { launch: { ...compose('compose.yml', 'web', { port: 'PORT' }), servise: 'web' } },
      'launch: unknown key "servise"',
      'did you mean service?',
    ],
    [
      { launch: { ...launch, readyTimeoutMS: 1 } },
      'launch: unknown key "readyTimeoutMS"',
      'did you mean readyTimeoutMs?',
    ],
    [
      { operations: { readRecord: { request: run, tabel: 'records' } } },
      'operations.readRecord: unknown key "tabel"',
      'did you mean table?',
    ],
  ])('%j', ([part, place, suggestion]) => {
    const problem = problemsOf(part).find((each) => each.startsWith(place))
    expect(problem).toContain(suggestion)
    expect(problem).toMatch(/\(expected some of .+\)$/)
  })

  test('nothing is suggested if nothing is close', () => {
    expect(problemsOf({ endpoints: { zzz: '/' } })).toEqual([
      'endpoints: unknown key "zzz" (expected some of health, ready, metrics, openapi)',
    ])
  })
})

test('a key that is undefined counts as left out', () => {
  const read = readConfig({
    name: 'x',
    launch,
    version: undefined,
    statuses: { notFound: undefined, conflict: [409] },
  })
  expect(read).toStrictEqual({ config: { name: 'x', launch, statuses: { conflict: [409] } } })
})

test('a method may use what stands beside it', () => {
  const cache = {
    otherKeys: 'company:*',
    permissionKey(userId: string) {
      return `${userId} beside ${this.otherKeys}`
    },
  }
  const read = readConfig({ name: 'x', launch, cache, version: undefined })
  expect('config' in read && read.config.cache?.permissionKey?.('7', '1')).toBe(
    '7 beside company:*',
  )
})
