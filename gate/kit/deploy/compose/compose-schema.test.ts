import { describe, expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { schemaProblems } from './compose-schema.ts'

describe('the schema', () => {
  const problems = (text: string) => schemaProblems(readCompose(text).document)
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
