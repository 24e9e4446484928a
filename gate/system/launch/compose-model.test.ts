/** What of a user's compose file is kept for one start of a service, and what differs. */
import { describe, expect, test } from 'vitest'
import { type Changes, type ComposeModel, startModel } from './compose-model.ts'

const model: ComposeModel = {
  name: 'preflight',
  services: {
    web: {
      build: { context: '/app' },
      container_name: 'web',
      user: '1000',
      command: ['serve', '5$$'],
      environment: { KEPT: 'a$$b', CHANGED: 'theirs', UNSET: 'theirs' },
      labels: { team: 'ours' },
      depends_on: { db: { condition: 'service_started' } },
      deploy: { mode: 'replicated', replicas: 2, resources: { limits: { memory: '1G' } } },
      healthcheck: { test: ['CMD', 'true'], interval: '30s' },
      networks: { inside: null },
      ports: [{ target: 8000, published: '80' }],
      restart: 'always',
      secrets: [{ source: 'key' }],
      volumes: [{ type: 'volume', source: 'data', target: '/data' }],
    },
    db: { image: 'postgres:15' },
  },
  networks: { inside: {} },
  volumes: { data: { name: 'preflight_data' }, shared: { name: 'shared', external: true } },
  secrets: { key: { file: '/app/key' } },
}

const changes: Changes = {
  image: 'built:1',
  labels: { 'preflight.run': 'r' },
  environment: { CHANGED: 'x$y', ADDED: '1' },
  unset: ['UNSET'],
  network: { name: 'net', publish: 8000 },
  health: 'written',
}

const serviceOf = (more: Partial<Changes> = {}) =>
  startModel(model, 'web', { ...changes, ...more }).services?.web

test('only the service is left, with what it uses', () => {
  const { services, volumes, secrets, networks, ...rest } = startModel(model, 'web', changes)
  expect(rest).toEqual({})
  expect(Object.keys(services ?? {})).toEqual(['web'])
  expect(volumes).toEqual({
    data: { labels: changes.labels },
    shared: { name: 'shared', external: true },
  })
  expect(secrets).toEqual(model.secrets)
  expect(networks).toEqual({ default: { external: true, name: 'net' } })
})

test('what is not about this start stays as it is', () => {
  expect(serviceOf()).toEqual({
    image: 'built:1',
    user: '1000',
    command: ['serve', '5$$'],
    environment: { KEPT: 'a$$b', CHANGED: 'x$$y', ADDED: '1', UNSET: null },
    labels: { team: 'ours', 'preflight.run': 'r' },
    deploy: { resources: { limits: { memory: '1G' } } },
    healthcheck: { test: ['CMD', 'true'], interval: '30s' },
    networks: { default: null },
    ports: [{ target: 8000, host_ip: '127.0.0.1', protocol: 'tcp' }],
    restart: 'no',
    secrets: [{ source: 'key' }],
    volumes: [{ type: 'volume', source: 'data', target: '/data' }],
  })
})

test('a container in the network of this machine publishes nothing', () => {
  const service = serviceOf({ network: 'host', health: 'none' })
  expect(service).toMatchObject({ network_mode: 'host', healthcheck: { disable: true } })
  expect(service).not.toHaveProperty('ports')
  expect(service).not.toHaveProperty('networks')
  expect(startModel(model, 'web', { ...changes, network: 'host' })).not.toHaveProperty('networks')
})

describe('health', () => {
  test('is asked for more often, by the same command', () => {
    const { healthcheck } = serviceOf({ health: 'quick' }) ?? {}
    expect(healthcheck).toEqual({ test: ['CMD', 'true'], interval: '1s' })
  })
})

test('a command replaces entry point and command, word by word', () => {
  const service = serviceOf({ command: ['node', 'cli.js', '$HOME'] })
  expect(service).toMatchObject({ entrypoint: ['node'], command: ['cli.js', '$$HOME'] })
})
