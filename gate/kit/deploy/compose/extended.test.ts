import { describe, expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'

const text = `
x-env: &env { LOG: info, POOL: 20 }
services:
  base:
    image: app:1
    command: [serve]
    environment: *env
    volumes: ["./a:/a", "data:/data"]
    deploy: { replicas: 3 }
  web:
    extends: { service: base }
    environment: [POOL=30, MODE=web]
    volumes: [{ type: bind, source: ./b, target: /a }]
  worker:
    extends: web
    command: [work]
    deploy: { resources: {} }
  other: { extends: { file: other.yml, service: base }, restart: always }
  circle: { extends: circle, image: "x:1" }
volumes: { data: }
`
const services = Object.fromEntries(
  readCompose(text).services.map((service) => [service.name, service]),
)

describe('a service that extends another one of its file', () => {
  test('has what it does not say itself', () => {
    expect(services.web).toMatchObject({ image: 'app:1', command: ['serve'] })
  })
  test('has variables of both, its own first', () => {
    expect(services.web?.environment).toEqual({ LOG: 'info', POOL: '30', MODE: 'web' })
  })
  test('has one mount at a place', () => {
    expect(services.web?.mounts.toSorted()).toEqual(['/a', '/data'])
    expect(services.web?.binds).toEqual([{ source: './b', target: '/a' }])
  })
  test('can be extended in turn; a command is replaced, a map is merged', () => {
    expect(services.worker).toMatchObject({ image: 'app:1', command: ['work'] })
    expect(services.worker?.environment.MODE).toBe('web')
    expect(services.worker?.written.deploy).toEqual({ replicas: 3, resources: {} })
  })
})

test('what is in another file is missing, and a circle ends', () => {
  expect(services.other?.image).toBe('')
  expect(services.circle?.image).toBe('x:1')
})
