import { describe, expect, test } from 'vitest'
import type { Platform } from './platform.ts'
import { crossedSecrets, storedName } from './stored.ts'

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret'

describe('the name that a value is stored under', () => {
  test.each([
    [`${secret}:backend/database`, 'database'],
    [`${secret}:backend/all:url::`, 'all#url'],
    ['arn:aws:ssm:eu-central-1:111122223333:parameter/backend/database', 'database'],
    ['/backend/database', 'database'],
    ['database:latest', 'database'],
    ['projects/1/secrets/database', 'database'],
  ])('%s', (reference, name) => expect(storedName(reference)).toBe(name))
})

const platform = (name: Platform['name'], stored: Record<string, string>): Platform => ({
  name,
  stored,
  plain: {},
  references: Object.keys(stored),
  images: [],
  ports: [],
  regions: [],
  openings: [],
  problems: [],
  unknown: [],
  elsewhere: [],
})

describe('two platforms', () => {
  const task = platform('ecsTask', { A: `${secret}:x/a`, B: `${secret}:x/b`, C: `${secret}:x/c` })

  test('that store two variables the other way round', () => {
    const crossed = platform('cloudBuild', { A: 'b:1', B: 'a:1', C: 'c:1' })
    expect(crossedSecrets([task, crossed])).toEqual([
      'ecsTask reads A from a and B from b, cloudBuild the other way round',
    ])
  })

  test.each([
    ['that agree', { A: 'a:1', B: 'b:1' }],
    ['that name them differently', { A: 'first:1', B: 'a:1' }],
    ['of which one has a single secret for both', { A: 'b:1', B: 'b:1' }],
    ['that share no variable', { D: 'a:1' }],
  ])('%s', (_, stored) => {
    expect(crossedSecrets([task, platform('cloudBuild', stored)])).toEqual([])
  })
})
