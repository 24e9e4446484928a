/** What a trial changes about a stack file, and what it leaves alone. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readCompose } from '../compose/compose-file.ts'
import { edgeServiceName, trialStack, updatePolicy } from './stack-file.ts'

const text = `
services:
  api:
    image: registry.example.com/api:1
    build: .
    labels: ["team=core"]
    healthcheck: { retries: 2 }
    volumes: ["./data:/data:ro", "cache:/cache", { type: bind, source: ./a, target: /a }]
    deploy:
      replicas: 3
      update_config: { parallelism: 1, delay: 10s, order: start-first, failure_action: rollback }
  web:
    image: nginx
    ports: ["80:80"]
    configs: [{ source: conf, target: /etc/nginx/nginx.conf }]
    secrets: [{ source: key, target: /ssl/key.pem }]
  other: { image: redis }
volumes: { cache: }
configs: { conf: { file: ./nginx.conf } }
secrets: { key: { file: ./key.pem } }
`
const file = parse(text)
const trial = {
  folder: '/deploy',
  images: { api: 'built:1' },
  labels: { 'preflight.run': 'r1' },
  backend: 'api',
  edge: 'web',
  network: 'net-1',
  edgeFiles: { '/ssl/key.pem': '/run/key.pem' },
  scaled: { updateDelayS: 2, healthIntervalS: 1, startPeriodS: 60, monitorS: 5 },
}
const made = parse(trialStack(file, trial))

test('the backend gets its image and shorter times, and keeps its policy', () => {
  const { api } = made.services
  expect(api.image).toBe('built:1')
  expect(api.build).toBeUndefined()
  expect(api.healthcheck).toEqual({
    retries: 2,
    interval: '1s',
    timeout: '10s',
    start_period: '60s',
  })
  const { parallelism, delay, order, failure_action, monitor } = api.deploy.update_config
  expect({ parallelism, delay, order, failure_action, monitor }).toEqual({
    parallelism: 1,
    delay: '2s',
    order: 'start-first',
    failure_action: 'rollback',
    monitor: '5s',
  })
})

test('everything that is made carries the labels, and nothing is published', () => {
  const { services, networks, volumes } = made
  expect(Object.keys(services)).toEqual(['api', 'web'])
  for (const { labels, deploy, ports } of [services.api, services.web]) {
    expect(labels).toMatchObject(trial.labels)
    expect(deploy.labels).toEqual(trial.labels)
    expect(ports).toBeUndefined()
  }
  expect(services.api.labels).toEqual({ team: 'core', ...trial.labels })
  expect(networks.default).toEqual({ external: true, name: 'net-1' })
  expect(volumes.cache).toEqual({ labels: trial.labels })
})

test('paths are taken from the folder of the file', () => {
  expect(made.services.api.volumes).toEqual([
    '/deploy/data:/data:ro',
    'cache:/cache',
    { type: 'bind', source: '/deploy/a', target: '/a' },
  ])
  expect(made.configs.conf.file).toBe('/deploy/nginx.conf')
})

test('the edge finds the files of the trial in place of its own', () => {
  const { web } = made.services
  expect(web.volumes).toEqual(['/run/key.pem:/ssl/key.pem:ro'])
  expect(web.configs).toHaveLength(1)
  expect([web.secrets, made.secrets]).toEqual([[], {}])
  expect(edgeServiceName(file)).toBe('web')
  expect(() => edgeServiceName({ services: { a: {} } })).toThrow('found 0')
})

test('a file without the backend cannot be looked at', () => {
  expect(() => trialStack(file, { ...trial, backend: 'app' })).toThrow('has no service app')
})

const policyOf = (written: string, name: string) => {
  const service = readCompose(written).services.find((each) => each.name === name)
  return service && updatePolicy(service)
}

test('what a policy leaves out is the default of Swarm', () => {
  expect(policyOf(text, 'api')).toEqual({
    parallelism: 1,
    delay: '10s',
    order: 'start-first',
    failureAction: 'rollback',
    replicas: 3,
  })
  expect(policyOf(text, 'other')).toMatchObject({ order: 'stop-first', replicas: 1 })
})

test('defaults of variables hold in a policy', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
  const variables = text
    .replace('replicas: 3', 'replicas: "${REPLICAS:-${COPIES:-5}}"')
    .replace('order: start-first', 'order: "${ORDER:-start-first}"')
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
  expect(policyOf(variables, 'api')).toMatchObject({ replicas: 5, order: 'start-first' })
})
