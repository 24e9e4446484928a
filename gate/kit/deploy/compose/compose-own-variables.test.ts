import { expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { composeOwnVariables } from './compose-own-variables.ts'

const config = {
  launch: { kind: 'command', start: ['./serve'] },
} as unknown as TargetConfig

function own(service: string, names: readonly string[]): string[] {
  const text = `
services:
  api:
    build: .
    ports: ['\${API_PORT:-8080}:8080']
${service}
  db:
    image: postgres:\${PG_VERSION}
    environment:
      POSTGRES_PASSWORD: \${DB_PASSWORD:?}
`
  return composeOwnVariables(names, { text, name: 'manifests.compose' }, config)
}

const names = ['API_PORT', 'COMPOSE_PROJECT_NAME', 'DB_PASSWORD', 'LOG_LEVEL', 'PG_VERSION']

test('what only stands for a value of the file is not a variable of the backend', () => {
  const environment = '    environment: { DATABASE_URL: "postgres://a:$DB_PASSWORD@db/a" }'
  expect(own(environment, names)).toEqual([
    'API_PORT',
    'COMPOSE_PROJECT_NAME',
    'DB_PASSWORD',
    'PG_VERSION',
  ])
})

test('what the service passes on under its name is one', () => {
  expect(own('    environment: [API_PORT, "DB_PASSWORD=$DB_PASSWORD"]', names)).toEqual([
    'COMPOSE_PROJECT_NAME',
    'PG_VERSION',
  ])
})

test('an environment file passes on all of them', () => {
  expect(own('    env_file: .env', names)).toEqual([])
})
