/** Goal: one screen before a run says what cannot be verified, and nothing if all can. */
import { expect, test } from 'vitest'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import { claims } from '#guide/index.ts'
import { foresight, foresightText } from './foresight.ts'

const launch = { kind: 'command', command: 'backend', args: [], port: 'PORT' } as const
const bare = { name: 'bare', launch } as const
const ids = (...names: string[]) => names.map((id) => ({ id }))

test('nothing, if nothing is missing', () => {
  expect(foresightText(bare, ids('configuration.settings-effective'), 'preflight list')).toBe('')
})

test('keys by what they unlock', () => {
  const chosen = ids('edge.websocket', 'observability.metrics-private', 'configuration.debug-off')
  expect(foresightText(bare, chosen, 'preflight list --target bare.ts')).toBe(
    [
      '3 of 3 claims will be unverified: the config is missing',
      '  manifests.nginx: 2 claims, 1 of them with other keys',
      '  settings.debug: 1 claim',
      '  endpoints.metrics: 1 claim, with other keys',
      'see: preflight list --target bare.ts',
      '',
    ].join('\n'),
  )
})

test('claims that may fail before a key is asked for are counted apart', () => {
  const chosen = ids('configuration.development-starts', 'configuration.settings-effective')
  expect(foresightText(bare, chosen, 'preflight list')).toMatch(
    /^0 of 2 claims will be unverified, 1 more cannot pass: the config is missing\n/,
  )
})

test('one screen, whatever is missing, and few alternatives of each key', () => {
  const lines = foresightText(bare, claims, 'preflight list').split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(lines.filter((line) => line.length > 100)).toEqual([])
  expect(foresightText(bare, ids('configuration.invalid-value-refused'), '')).toContain(
    'settings.poolSize, settings.workers, settings.poolOverflow or 9 others: 1 claim\n',
  )
})

test('claims that an attached target may not be tried on are not counted', () => {
  const config = { name: 'attached', launch: { kind: 'attached', url: 'http://127.0.0.1:1' } }
  const target = { config, file: 'attached.ts', folder: '.' } as LoadedTarget
  const chosen = claims.filter(({ section }) => section === 'configuration')
  expect(foresight(target, chosen, { allow: [] })).toMatch(/^1 of 1 claim will be unverified/)
  expect(foresight(target, chosen, { allow: ['disrupt'] })).toMatch(
    new RegExp(`^${chosen.length} of ${chosen.length} claims`),
  )
})
