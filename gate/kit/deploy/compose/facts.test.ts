import { expect, test } from 'vitest'
import { attached, type TargetConfig } from '#gate/contract/contract.ts'
import { deploymentFacts } from './facts.ts'

const config: TargetConfig = {
  name: 'app',
  launch: attached({ url: 'http://127.0.0.1:1' }),
  settings: { poolSize: 'POOL', workers: 'WORKERS' },
  environment: { production: { POOL: '7', WORKERS: '3' } },
}
const compose = `
services:
  web: { image: app, environment: { POOL: 20 }, deploy: { replicas: 2 } }
  jobs: { image: app }
  db: { image: "postgres:15", command: [postgres, -c, max_connections=90] }
`

test('manifests say what the config leaves out', () => {
  const facts = deploymentFacts(config, { compose })
  expect(facts.replicas).toEqual({ count: 2, from: 'manifests.compose' })
  expect(facts.maxConnections).toEqual({ count: 90, from: 'manifests.compose' })
  expect(facts.setting('poolSize')).toEqual({ value: '20', from: 'manifests.compose' })
  expect(facts.setting('workers')).toEqual({ value: '3', from: 'environment.production' })
  expect(facts.setting('poolOverflow')).toBeUndefined()
})

test('the config has the last word', () => {
  const deployment = { replicas: 5, maxConnections: 40 }
  const facts = deploymentFacts({ ...config, deployment }, { compose })
  expect(facts.replicas).toEqual({ count: 5, from: 'deployment' })
  expect(facts.maxConnections).toEqual({ count: 40, from: 'deployment' })
})

test('an environment file goes before what the gate sets itself', () => {
  const facts = deploymentFacts(
    { ...config, deployment: { replicas: 1 } },
    { environment: '#POOL=9\nPOOL=8\n' },
  )
  expect(facts.setting('poolSize')).toEqual({ value: '8', from: 'manifests.environment' })
  expect(facts.maxConnections).toBeUndefined()
})

test('two services that could be the backend are none: replicas are not assumed', () => {
  const twice = compose.replace('jobs: { image: app }', 'jobs: { environment: { POOL: 1 } }')
  expect(() => deploymentFacts(config, { compose: twice })).toThrow('deployment.replicas')
  const named = { ...config, deployment: { services: { backend: 'web' } } }
  expect(deploymentFacts(named, { compose: twice }).replicas.count).toBe(2)
})
