import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readProblems } from './compose-problems.ts'
import { accepted, refusedByCompose, refusedByDocker } from './testing/files.ts'

/** What is found, in words with lines. */
function found(text: string, options = {}): string[] {
  const { problems, tell } = readProblems(text, options)
  return problems.map(tell)
}

describe('what Compose refuses is found in the text', () => {
  test.for(refusedByCompose)('%s', ([text, words]) => {
    expect(found(text).join('\n')).toContain(words)
  })
})

describe('what Docker refuses later is found, too', () => {
  test.for(refusedByDocker)('%s', ([text, words]) => {
    expect(found(text).join('\n')).toContain(words)
  })
})

describe('what both take has no problem', () => {
  test.for(accepted)('%s', (text) => expect(found(text)).toEqual([]))
})

test.for([
  'reference-app/deploy/docker-compose.prod.yml',
  'reference-app/deploy/stack.yml',
  'docker-compose.test.yml',
])('%s has no problem', (file) => {
  const text = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8')
  expect(found(text)).toEqual([])
})

test('one mistake is told once, at its deepest place, with its line', () => {
  const text = `
services:
  app:
    image: "a:1"
    depends_on:
      db:
        condition: service_healty
  db:
    image: "postgres:16"
`
  const condition = 'service_started, service_healthy, service_completed_successfully'
  expect(found(text)).toEqual([
    `services.app.depends_on.db.condition must be one of ${condition} (line 7)`,
  ])
})

test('a line is that of the place, through anchors and merges', () => {
  const text = `
x-check: &check
  test: [CMD, "true"]
  interval: often
services:
  a:
    image: "x:1"
    healthcheck: *check
  b:
    image: "y:1"
    healthcheck:
      <<: *check
      interval: 5s
      retries: many
`
  expect(found(text)).toEqual([
    'services.a.healthcheck.interval must be a duration like 30s or 1m30s, not "often" (line 4)',
    'services.b.healthcheck.retries must be a whole number, not "many" (line 14)',
  ])
})

describe('aliases of anchors', () => {
  const services = (count: number, service: string) =>
    Array.from({ length: count }, (_, at) => `  s${at}: ${service}`).join('\n')
  test.for([
    ['x-env: &env { A: "1" }', '{ image: "a:1", environment: *env }'],
    ['x-base: &base { image: "a:1", restart: always }', '{ <<: *base, command: run }'],
    [
      'x-env: &env { A: "1" }\nx-more: &more { B: "2" }',
      '{ image: "a:1", environment: { <<: [*env, *more] } }',
    ],
    ['x-log: &log { driver: local }\nx-a: &a { image: "a:1", logging: *log }', '{ <<: *a }'],
    ['x-ports: &ports ["80"]', '{ image: "a:1", ports: *ports, expose: *ports }'],
  ] as const)('may be used as often as there are services: %s', ([anchors, service]) => {
    expect(found(`${anchors}\nservices:\n${services(300, service)}`)).toEqual([])
  })
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
describe('a value that only the operator knows is not held against the file', () => {
  const file = (keys: string) => `services: { a: { ${keys} }, b: { image: "y:1" } }`
  test.for([
    'image: "${IMAGE:?}"',
    'image: "${REGISTRY:?say which}/app:${TAG:?}"',
    'image: "x:1", ports: ["${IP:?}:80:80", "${PORT:?}:80"]',
    'image: "x:1", volumes: ["${DATA:?}:/data", "${A}/b:/b"]',
    'image: "x:1", restart: "${RESTART:?}", pull_policy: "${PULL:?}"',
    'image: "x:1", depends_on: { b: { condition: "${WHEN:?}" } }',
    'image: "x:1", healthcheck: { test: [CMD, x], interval: "${EVERY:?}" }',
    'image: "x:1", deploy: { replicas: "${N:?}" }, container_name: one',
    'image: "x:1", mem_limit: "${M:?}", privileged: "${P:?}", network_mode: "${NET:?}"',
    'image: "x:1", networks: ["${N:?}"], secrets: ["${S:?}"]',
  ])('%s', (keys) => expect(found(file(keys))).toEqual([]))

  test('but its default is, and so is what the example says', () => {
    const every = 'image: "x:1", stop_grace_period: "${GRACE:-10}"'
    expect(found(file(every))).toHaveLength(1)
    const from = file('image: "x:1", stop_grace_period: "${GRACE:?}"')
    expect(found(from, { values: { GRACE: 'long' } })).toHaveLength(1)
    expect(found(from, { values: { GRACE: '10s' } })).toEqual([])
  })

  test('nor is anything hidden that stands beside it', () => {
    expect(found(file('image: "${IMAGE:?}", restrat: always'))).toHaveLength(1)
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation

describe('what is in other files is not known', () => {
  test.for([
    'include: [base.yml]\nservices: { a: { image: "x:1", depends_on: [db], networks: [n] } }',
    'services: { a: { extends: { file: base.yml, service: app }, restart: always } }',
  ])('%s', (text) => {
    const { problems, elsewhere, tell } = readProblems(text)
    expect(problems).toEqual([])
    expect(elsewhere.map(tell).join()).toMatch(/include|extends/)
  })
})

test('Swarm publishes a port once for all replicas', () => {
  const text = 'services: { a: { image: "x:1", ports: ["80:80"], deploy: { replicas: 2 } } }'
  expect(found(text)).toHaveLength(1)
  expect(found(text, { isStack: true })).toEqual([])
})

test('a profile that the example or the start activates is none that is missing', () => {
  const text = 'services: { a: { image: x, profiles: [p] }, b: { image: y, depends_on: [a] } }'
  expect(found(text)).toHaveLength(1)
  expect(found(text, { values: { COMPOSE_PROFILES: 'q, p' } })).toEqual([])
  expect(found(text, { values: { COMPOSE_PROFILES: '*' } })).toEqual([])
  expect(found(text, { profiles: ['p'] })).toEqual([])
  expect(found(text, { profiles: ['q'] })).toHaveLength(1)
})
