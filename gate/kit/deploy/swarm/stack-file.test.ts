/** What a trial changes about a stack file, and what it leaves alone. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { trialStack } from './stack-file.ts'

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
  environment: { DATABASE_URL: 'postgres://a:b$c@here/d' },
  times: { updateDelayS: 2, healthIntervalS: 1, startPeriodS: 60, monitorS: 5 },
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
    delay: '2000ms',
    order: 'start-first',
    failure_action: 'rollback',
    monitor: '5000ms',
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
})

test('a file without the backend cannot be looked at', () => {
  expect(() => trialStack(file, { ...trial, backend: 'app' })).toThrow('has no service app')
})

const changed = (from: string, to: string) => parse(text.replace(from, () => to))
const madeOf = (document: unknown) => parse(trialStack(document as typeof file, trial))

test.for([
  ['secrets', '[{ source: key, target: /ssl/key.pem }]', '/ssl/key.pem'],
  ['secrets', '[key]', '/run/secrets/key'],
  ['secrets', '[{ source: key, target: tls.key }]', '/run/secrets/tls.key'],
  ['configs', '[key]', '/key'],
] as const)('of the edge a certificate is left out by %s: %s', ([kind, mounts, at]) => {
  const document = parse(`
services: { api: { image: a }, web: { image: b, ${kind}: ${mounts} } }
${kind}: { key: { external: true } }`)
  const { services } = parse(trialStack(document, { ...trial, edgeFiles: { [at]: '/run/k.pem' } }))
  expect(services.web[kind]).toEqual([])
  expect(services.web.volumes).toEqual([`/run/k.pem:${at}:ro`])
})

test.for([
  ['secrets: { key: { file: ./key.pem } }', 'secrets: { key: { external: true } }'],
  ['secrets: { key: { file: ./key.pem } }', 'secrets: { key: { external: { name: a } } }'],
  ['configs: { conf: { file: ./nginx.conf } }', 'configs: { conf: { external: true, name: b } }'],
] as const)('a trial has no content for what is external: %s', ([from, to]) => {
  const document = changed(from, to)
  const without = { ...trial, edgeFiles: {} }
  expect(() => trialStack(document, without)).toThrow(/(?:key|conf) of manifests.stack is external/)
})

test('what is external and replaced by the trial, or used by nobody, is no matter', () => {
  const key = changed(
    'secrets: { key: { file: ./key.pem } }',
    'secrets: { key: { external: true } }',
  )
  expect(madeOf(key).secrets).toEqual({})
  const more = changed('configs: { conf:', 'configs: { other: { external: true }, conf:')
  expect(Object.keys(madeOf(more).configs)).toEqual(['conf'])
})

test.for(['env_file: .env', 'env_file: [./a.env, ./b.env]', 'env_file: /etc/app.env'])(
  'variables of the trial stand in for the files of %s',
  (files) => {
    const { api } = madeOf(
      changed('build: .', `${files}\n    environment: ["LOG=\${L:-info}"]`),
    ).services
    expect(api.env_file).toBeUndefined()
    expect(api.environment).toEqual({
      DATABASE_URL: 'postgres://a:b$$c@here/d',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
      LOG: '${L:-info}',
    })
  },
)

test('a service without such files keeps its variables alone', () => {
  const { api } = madeOf(changed('build: .', 'environment: { A: "1" }')).services
  expect(api.environment).toEqual({ A: '1' })
})

test('volumes of others, places of a cluster and where logs go are no part of a trial', () => {
  const stack = changed('volumes: { cache: }', 'volumes: { cache: { external: true, name: c } }')
  stack.services.api.logging = { driver: 'gelf' }
  stack.services.api.deploy.placement = { constraints: ['node.labels.app == true'] }
  const { services, volumes } = madeOf(stack)
  expect(volumes.cache).toEqual({ labels: trial.labels })
  expect([services.api.logging, services.api.deploy.placement]).toEqual([undefined, undefined])
})

test('the folder that the file is deployed from is its own', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  const stack = changed('"./data:/data:ro"', '"${PWD}/data:/data:ro", "$PWD/x:/x"')
  const [first, second] = madeOf(stack).services.api.volumes
  expect([first, second]).toEqual(['/deploy/data:/data:ro', '/deploy/x:/x'])
})
