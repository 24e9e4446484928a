/** One compose file, every reader: a variable means the same to each of them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { attached, type TargetConfig } from '#gate/contract/contract.ts'
import { composedPlatform } from '../cloud/composed.ts'
import { updatePolicy } from '../swarm/update-policy.ts'
import { readCompose } from './compose-file.ts'
import { schemaProblems } from './compose-schema.ts'
import { deploymentFacts } from './facts.ts'
import { namedServices } from './services.ts'
import { substituteAll } from './substitution.ts'

const text = readFileSync(new URL('testing/variables.yml', import.meta.url), 'utf8')
const config: TargetConfig = {
  name: 'app',
  launch: attached({ url: 'http://127.0.0.1:1' }),
  settings: { poolSize: 'POOL', poolOverflow: 'OVERFLOW', workers: 'WORKERS' },
}
const file = readCompose(text)
const [web, db] = file.services
/** What Compose makes of the backend's environment, as far as it is known. */
const environment = { POOL: '3', OVERFLOW: '', WORKERS: '2', LABEL: 'a$b' }

test('the services of the file', () => {
  expect(web).toMatchObject({ image: 'app:1.0', environment })
  expect(Object.keys(web?.environment ?? {})).toEqual(Object.keys(environment))
  expect(db).toMatchObject({
    image: '/postgres:15',
    command: ['postgres', '-c', 'max_connections=300'],
    mounts: ['/data', '/home'],
    binds: [{ source: './home', target: '/home' }],
  })
  expect(namedServices(file.services, config)).toEqual({ backend: 'web', database: 'db' })
})

test('the facts of the deployment, for the formula of the pool', () => {
  const facts = deploymentFacts(config, { compose: text })
  expect(facts.replicas.count).toBe(2)
  expect(facts.maxConnections?.count).toBe(300)
  expect(facts.setting('poolSize')?.value).toBe('3')
  expect(facts.setting('poolOverflow')).toBeUndefined()
  expect(facts.setting('workers')?.value).toBe('2')
})

test('the platform that the file is, and the stack', () => {
  for (const name of ['compose', 'stack'] as const) {
    const platform = composedPlatform(name, text, { config, example: [] })
    expect(platform.plain).toEqual(environment)
    expect(platform.references).toEqual(['SECRET', 'URL'])
    expect(platform.maxInstances?.count).toBe(2)
    expect(platform.maxConnections).toBe(300)
  }
})

test('the resolved file, which the schema takes', () => {
  const resolved = substituteAll(file.document, {}, '1')
  expect(schemaProblems(resolved)).toEqual([])
  const required = { SECRET: '1', URL: '' }
  expect(resolved).toMatchObject({
    services: { web: { image: 'app:1.0', environment: { ...environment, ...required } } },
  })
})

test('the policy of updates', () => {
  expect(web && updatePolicy(web).replicas).toBe(2)
})
