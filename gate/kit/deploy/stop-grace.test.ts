/** Goal: how long an orchestrator waits is read as it is written, and what is open is no answer. */
import { describe, expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { composeStop, durationSeconds, ecsStop, isKill } from './stop-grace.ts'

const config = { name: 'a', deployment: { services: { backend: 'api' } } } as TargetConfig
const stop = (keys: string) =>
  composeStop(
    `services: { api: { image: "a:1", ${keys} }, db: { image: "postgres:16" } }`,
    'f',
    config,
  )

test.each([
  ['40s', 40],
  ['1m30s', 90],
  ['1.5s', 1.5],
  ['500ms', 0.5],
  ['0', 0],
  ['10', undefined],
  ['soon', undefined],
])('%s', (text, seconds) => expect(durationSeconds(text)).toBe(seconds))

describe('a service', () => {
  test.each([
    ['stop_grace_period: 1s', { seconds: 1, signal: undefined }],
    ['stop_signal: SIGQUIT', { seconds: undefined, signal: 'SIGQUIT' }],
    ['stop_grace_period: "$' + '{GRACE:-15s}"', { seconds: 15, signal: undefined }],
    ['stop_grace_period: "$' + '{GRACE:?}"', { seconds: undefined, signal: undefined }],
    ['restart: always', { seconds: undefined, signal: undefined }],
  ])('%s', (keys, read) => expect(stop(keys)).toEqual(read))
})

test('a container of ECS', () => {
  expect(ecsStop({ stopTimeout: 2 })).toEqual({ seconds: 2 })
  expect(ecsStop({})).toEqual({ seconds: undefined })
  expect(ecsStop({ stopTimeout: '$' + '{STOP}' })).toEqual({ seconds: undefined })
})

test.each(['KILL', 'SIGKILL', 'sigkill', '9'])('%s ends at once', (name) =>
  expect(isKill(name)).toBe(true),
)
test.each([undefined, 'SIGTERM', 'INT', '3'])('%s can be handled', (name) =>
  expect(isKill(name)).toBe(false),
)
