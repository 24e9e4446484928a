/** Goal: files laid over each other come to what Compose makes of them. */
import { expect, test } from 'vitest'
import { layeredText } from './layered.ts'

function layered(...texts: string[]): { services: Record<string, object> } {
  return JSON.parse(layeredText(texts.map((text, at) => ({ text, path: `${at}.yml` }))))
}

const base = `
services:
  web:
    build: .
    command: [run, --reload]
    environment: { DEBUG: "1", NAME: web }
    ports: ["8000:8000"]
    volumes: [".:/app", "data:/data"]
    healthcheck: { test: [CMD, curl], interval: 5s }
  db: { image: "postgres:15", ports: ["5432:5432"] }
volumes: { data: {} }
`

test('maps are merged, lists joined, commands replaced, and mounts go by their target', () => {
  const over = `
services:
  web:
    image: web:1
    command: serve
    environment: ["DEBUG=0", "WORKERS=4"]
    ports: ["8000:8000", "9000:9000"]
    volumes: ["./built:/app"]
    healthcheck: { test: [CMD, wget] }
  edge: { image: "nginx:1.28" }
volumes: { certs: {} }
`
  expect(layered(base, over)).toEqual({
    services: {
      web: {
        build: '.',
        image: 'web:1',
        command: 'serve',
        environment: { DEBUG: '0', NAME: 'web', WORKERS: '4' },
        ports: ['8000:8000', '9000:9000'],
        volumes: ['data:/data', './built:/app'],
        healthcheck: { test: ['CMD', 'wget'], interval: '5s' },
      },
      db: { image: 'postgres:15', ports: ['5432:5432'] },
      edge: { image: 'nginx:1.28' },
    },
    volumes: { data: {}, certs: {} },
  })
})

test.each([
  ['ports: !reset []', undefined],
  ['ports: !reset null', undefined],
  ['ports: !override ["127.0.0.1:5432:5432"]', ['127.0.0.1:5432:5432']],
  ['ports: !override\n      - "6432:5432"', ['6432:5432']],
])('%s', (line, ports) => {
  const whole = layered(base, `services:\n  db:\n    ${line}\n`)
  expect(whole.services.db).toEqual({
    image: 'postgres:15',
    ...(ports === undefined ? {} : { ports }),
  })
})

test('a whole service can be taken out, and a third file be laid over both', () => {
  const whole = layered(base, 'services: { db: !reset null }', 'services: { web: { image: "b" } }')
  expect(Object.keys(whole.services)).toEqual(['web'])
  expect(whole).toHaveProperty('services.web.image', 'b')
})

test('anchors and merge keys are those of their own file', () => {
  const anchored =
    'x-env: &env { A: "1" }\nservices: { web: { environment: { <<: *env, B: "2" } } }'
  expect(layered(base, anchored)).toHaveProperty('services.web.environment', {
    DEBUG: '1',
    NAME: 'web',
    A: '1',
    B: '2',
  })
})

test('what is no YAML is said by its name', () => {
  expect(() => layered(base, 'services: [')).toThrow(/^1\.yml is not valid YAML/)
})
