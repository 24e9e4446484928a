/** Goal: what a config leaves out is foreseen for each claim, by the names that its check uses. */
import { describe, expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { foreseen, missingNeeds, needText, unlocking, unmetNeed } from './needs.ts'

const launch = { kind: 'command', command: 'backend', args: [], port: 'PORT' } as const
const bare: TargetConfig = { name: 'bare', launch }
const attached: TargetConfig = {
  name: 'attached',
  launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
}
const ids = (...names: string[]) => names.map((id) => ({ id }))

describe('what is missing', () => {
  test('in the order of the check; one of several is enough', () => {
    expect(missingNeeds(bare, 'observability.log-level')).toEqual([
      ['settings.logLevel'],
      ['operations.login'],
      ['admin', 'commands.createAdmin'],
    ])
    const admin = { name: 'a', email: 'a@example.com', password: 'a' }
    expect(missingNeeds({ ...bare, admin }, 'observability.log-level')).toHaveLength(2)
  })

  test('nothing, if the claim does not apply, is all said, or is not of the guide', () => {
    const notApplicable = { 'observability.*': 'has neither logs nor metrics' }
    expect(missingNeeds({ ...bare, notApplicable }, 'observability.log-level')).toEqual([])
    expect(missingNeeds(bare, 'configuration.settings-effective')).toEqual([])
    expect(missingNeeds(bare, 'team.own-claim')).toEqual([])
  })

  test('no operation that the backend has none of, where the claim goes through many', () => {
    const id = 'http.critical-endpoints'
    const missing = (config: TargetConfig) => foreseen(config, ids(id))[0]?.missing.flat() ?? []
    expect(missing(bare)).toContain('operations.changeRole')
    const none = { ...bare, notApplicable: { 'operations.changeRole': 'all have the same rights' } }
    expect(missing(none)).not.toContain('operations.changeRole')
    expect(missing(none)).toContain('operations.permissions')
    const [cached] = foreseen(none, ids('cache.role-change-visible'))
    expect(cached?.missing.flat()).toContain('operations.changeRole')
  })

  test('a launch, if the target is attached', () => {
    expect(missingNeeds(attached, 'configuration.settings-effective')).toEqual([
      ['launch.kind=command'],
    ])
  })

  test('the value of a variable in production, by the name of the variable', () => {
    const settings = { trustedHosts: 'HOSTS' }
    const missing = (environment: TargetConfig['environment'] = {}) =>
      missingNeeds({ ...bare, settings, environment }, 'http.trusted-host')
    expect(missing()).toContainEqual(['environment.production.HOSTS'])
    expect(missing({ production: { HOSTS: ' ' } })).toContainEqual(['environment.production.HOSTS'])
    expect(missing({ always: { HOSTS: 'example.com' } })).toEqual([['operations.profile']])
    expect(missing({ production: { HOSTS: 'example.com' } })).toEqual([['operations.profile']])
  })
})

test.for<[says: Partial<TargetConfig>, missing: string[][]]>([
  [{}, [['settings.corsOrigins', 'lacks.CORS']]],
  [{ lacks: { CORS: 'no page of another origin calls it' } }, []],
  [{ lacks: { metrics: 'none' } }, [['settings.corsOrigins', 'lacks.CORS']]],
  [{ settings: { corsOrigins: 'ORIGINS' } }, [['environment.production.ORIGINS', 'lacks.CORS']]],
])('that no origin is allowed can be measured without a list, %#', ([says, missing]) => {
  const found = missingNeeds({ ...bare, ...says }, 'http.cors-denied')
  expect(found.filter((keys) => keys.includes('lacks.CORS')).slice(0, 1)).toEqual(missing)
  expect(missingNeeds({ ...bare, ...says }, 'http.cors-allowed')).toContainEqual([
    expect.stringMatching(/corsOrigins$|ORIGINS$/),
  ])
})

describe('the error of the claim', () => {
  test.for([
    [bare, 'pool.bounded', 'target config is missing "settings.poolSize"'],
    [bare, 'database.migrate-upgrade', 'target config is missing "commands.migrate"'],
    [attached, 'container.non-root', 'this check starts and stops the target, but the target is'],
  ] as const)('%#: the same as that of its check', ([config, id, message]) => {
    expect(unmetNeed(config, id)).toMatchObject({
      code: 'PREFLIGHT_E_UNVERIFIED',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('notApplicable'),
    })
  })

  test('none, if only something is missing that is asked for later', () => {
    expect(unmetNeed(bare, 'configuration.development-starts')).toBeUndefined()
  })
})

test('claims are foreseen with all that they lack; some may still fail', () => {
  const claims = ids(
    'configuration.settings-effective',
    'configuration.development-starts',
    'cloud.pool-fits',
  )
  const manifests = { dockerfile: 'Dockerfile', stack: 'stack.yml' }
  expect(foreseen({ ...bare, manifests }, claims)).toEqual([
    {
      id: 'configuration.development-starts',
      missing: [
        ['operations.readRecord'],
        ['admin', 'commands.createAdmin'],
        ['operations.login'],
        ['operations.createRecord'],
        ['backing.postgres'],
      ],
      isLate: true,
    },
    { id: 'cloud.pool-fits', missing: [['settings.poolSize']], isLate: false },
  ])
})

describe('what to say first', () => {
  test('what unlocks most claims alone, then what most claims lack', () => {
    const claims = ids('edge.config-valid', 'edge.websocket', 'observability.metrics-private')
    expect(unlocking(bare, claims)).toEqual([
      { keys: ['manifests.nginx'], alone: 2, of: 3 },
      { keys: ['endpoints.metrics'], alone: 0, of: 1 },
    ])
  })

  test('keys that serve alike are together, and one that serves more is by itself', () => {
    const claims = ids('cloud.public-access-deliberate', 'cloud.ecs-valid')
    expect(unlocking(bare, claims)).toEqual([
      { keys: ['manifests.ecsTask'], alone: 2, of: 2 },
      {
        keys: [
          'manifests.compose',
          'manifests.stack',
          'manifests.beanstalk',
          'manifests.cloudBuild',
        ],
        alone: 1,
        of: 1,
      },
    ])
  })

  test('a part stands for the whole', () => {
    const manifests = { nginx: 'nginx.conf' }
    expect(unlocking({ ...bare, manifests }, ids('edge.certificate'))).toEqual([
      { keys: ['edge.certificate.folder', 'edge.certificate.make'], alone: 1, of: 1 },
    ])
  })
})

test('a need in words, for somebody without a config', () => {
  expect(needText(['admin', 'commands.createAdmin'])).toBe('admin or commands.createAdmin')
  expect(needText('environment.production.{corsOrigins}')).toBe(
    'environment.production.(variable of settings.corsOrigins)',
  )
})
