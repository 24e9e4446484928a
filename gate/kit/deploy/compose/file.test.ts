import { describe, expect, test } from 'vitest'
import { composeDocument, isPinned, publicPorts, resolvedText, variablesOf } from './file.ts'
import { schemaProblems } from './schema.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
test.for([
  ['$A', [{ name: 'A', absence: 'none' }]],
  ['${A}', [{ name: 'A', absence: 'none' }]],
  ['${A:-b}', [{ name: 'A', absence: 'default' }]],
  ['${A:?}', [{ name: 'A', absence: 'required' }]],
  ['$$A', []],
  [
    '${A:-${B}}',
    [
      { name: 'A', absence: 'default' },
      { name: 'B', absence: 'none' },
    ],
  ],
] as const)('%s has its variables', ([text, variables]) => {
  expect(variablesOf({ services: [text] })).toEqual(variables)
})

test.for([
  ['${A:-b}', {}, 'b'],
  ['${A-b}', { A: '' }, ''],
  ['${A:-b}', { A: '' }, 'b'],
  ['${A:+b}', { A: 'x' }, 'b'],
  ['${A:-${B}}', { B: 'x' }, 'x'],
  ['$$A', { A: 'x' }, '$A'],
] as const)('%s with %j is "%s"', ([text, values, expected]) => {
  expect(resolvedText(text, values)).toBe(expected)
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation

test.for([
  ['postgres:15-alpine', true],
  ['nginx:1.28', true],
  ['nginx:alpine', false],
  ['nginx', false],
  ['nginx:latest', false],
  ['localhost:5000/app', false],
  ['localhost:5000/app:v3', true],
  [`app@sha256:${'a'.repeat(64)}`, true],
] as const)('%s is pinned: %s', ([image, expected]) => {
  expect(isPinned(image)).toBe(expected)
})

test('ports that others reach', () => {
  const ports = ['80:80', '127.0.0.1:81:81', 82, { target: 83, published: '83' }, '[::1]:84:84']
  expect(publicPorts({ ports })).toEqual(['80:80', '82', '83:83'])
  expect(publicPorts({ ports: [{ target: 1, published: '1', host_ip: '127.0.0.1' }] })).toEqual([])
  expect(publicPorts({ network_mode: 'host' })).toHaveLength(1)
})

describe('the schema', () => {
  const problems = (text: string) => schemaProblems(composeDocument(text))
  test('takes what the specification takes, also what is new in it', () => {
    const text = `
name: app
services:
  web:
    image: app:1
    deploy: { replicas: "2", resources: { limits: { cpus: "1", memory: 1G, pids: 100 } } }
    healthcheck: { test: [CMD, "true"], start_interval: 1s }
    depends_on: { db: { condition: service_healthy, restart: true, required: false } }
    env_file: [{ path: .env, required: false }]
    build: { context: ., secrets: [token] }
  db:
    image: db:1
    volumes: [{ type: bind, source: ., target: /a, bind: { recursive: disabled } }]
x-note: anything
volumes: { data: }
`
    expect(problems(text)).toEqual([])
  })
  test.for([
    'services: { web: { image: a, imagee: b } }',
    'services: { web: { image: [a] } }',
    'services: { web: { restart: 5, deploy: { replicas: many } } }',
    'servics: {}',
  ])('refuses %s', (text) => {
    expect(problems(text).length).toBeGreaterThan(0)
  })
})
