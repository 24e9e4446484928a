/** Goal: how a manifest runs and stops the image is read as written; what is open is no answer. */
import { describe, expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { composeRun, durationSeconds, ecsRun, isKill, uidOf } from './run-settings.ts'

const config = { name: 'a', deployment: { services: { backend: 'api' } } } as TargetConfig
const run = (keys: string) =>
  composeRun(
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
  ])('%s', (keys, read) => expect(run(keys).stop).toEqual(read))
})

describe('in place of what the image says', () => {
  test.each([
    ['user: root', { user: 'root' }],
    ['user: "$' + '{UID:?}"', { user: undefined }],
    ['healthcheck: { disable: true }', { health: ['NONE'] }],
    ['healthcheck: { disable: "yes" }', { health: ['NONE'] }],
    ['healthcheck: { disable: "$' + '{OFF:-true}" }', { health: ['NONE'] }],
    ['healthcheck: { disable: "false" }', { health: undefined }],
    ['init: "true"', { hasInit: true }],
    ['init: "$' + '{INIT:-false}"', { hasInit: false }],
    ['healthcheck: { test: curl -f localhost }', { health: ['CMD-SHELL', 'curl -f localhost'] }],
    ['healthcheck: { test: [CMD, probe], interval: 10s }', { health: ['CMD', 'probe'] }],
    ['healthcheck: { interval: 10s }', { health: undefined }],
    ['command: [sh, -c, "a && b"], init: true', { command: ['sh', '-c', 'a && b'], hasInit: true }],
    ['command: "serve --port $' + '{PORT:?}"', { command: [], entrypoint: [] }],
    ['entrypoint: /run.sh now', { entrypoint: ['/run.sh', 'now'] }],
  ])('%s', (keys, read) => expect(run(keys)).toMatchObject(read))
  test('nothing', () => {
    const nothing = { entrypoint: [], command: [], hasInit: false }
    expect(run('restart: always')).toMatchObject(nothing)
    expect(composeRun('services: {}', 'f', config)).toMatchObject(nothing)
  })
})

test('a container of ECS', () => {
  expect(ecsRun({ stopTimeout: 2, user: '0' })).toMatchObject({ stop: { seconds: 2 }, user: '0' })
  expect(ecsRun({})).toEqual({
    stop: { seconds: undefined },
    user: undefined,
    entrypoint: [],
    command: [],
    hasInit: false,
    health: undefined,
  })
  const open = { stopTimeout: '$' + '{STOP}', command: ['$' + '{COMMAND}'] }
  expect(ecsRun(open)).toMatchObject({ stop: { seconds: undefined }, command: [] })
  const health = ['CMD-SHELL', 'curl -f http://localhost']
  expect(ecsRun({ healthCheck: { command: health } })).toMatchObject({ health })
})

test.each([
  ['root', 0],
  ['0:0', 0],
  ['1000:1000', 1000],
  ['app', undefined],
])('the user %s', (user, uid) => expect(uidOf(user)).toBe(uid))

test.each(['KILL', 'SIGKILL', 'sigkill', '9'])('%s ends at once', (name) =>
  expect(isKill(name)).toBe(true),
)
test.each([undefined, 'SIGTERM', 'INT', '3'])('%s can be handled', (name) =>
  expect(isKill(name)).toBe(false),
)
