/** Goal: a probe that asks where nothing listens is found, in a file and in flags. */
import { expect, test } from 'vitest'
import { cloudBuildPlatform } from './cloud-build.ts'
import { gcloud, runService } from './testing/builds.ts'

const config = { endpoints: { health: '/health' }, container: { port: 8000 } } as const

const service = (probe: string) =>
  runService(`image: gcr.io/p/api:1
          ports: [{ containerPort: 8000 }]
          ${probe}`)
const flag = (probe: string) =>
  gcloud('run', 'deploy', 'api', '--image=gcr.io/p/api:1', '--port=8000', '--memory=1Gi', probe)

const found = /asks port 9000, requests go to 8000/

test.each([
  service('startupProbe: { periodSeconds: 5, httpGet: { path: /health, port: 9000 } }'),
  service('livenessProbe: { httpGet: { port: 9000, path: /health } }'),
  flag('--startup-probe=httpGet.path=/health,httpGet.port=9000,periodSeconds=5'),
  flag('--liveness-probe=httpGet.port=9000,httpGet.path=/health'),
])('the path of the backend on another port: %s', (text) => {
  expect(cloudBuildPlatform(text, config).problems.join()).toMatch(found)
})

test.each([
  service('startupProbe: { tcpSocket: { port: 9000 } }'),
  flag('--startup-probe=httpGet.path=/alive,httpGet.port=9000'),
])('what may have a port of its own is a doubt: %s', (text) => {
  const { problems, unknown } = cloudBuildPlatform(text, config)
  expect(problems).toEqual([])
  expect(unknown.join()).toMatch(found)
})

test.each([
  service('startupProbe: { httpGet: { path: /health, port: 8000 } }'),
  service('startupProbe: { httpGet: { path: /health } }'),
  service('startupProbe: { tcpSocket: { port: 8000 } }'),
  flag('--startup-probe=httpGet.path=/health'),
  flag('--startup-probe='),
])('no mistake: %s', (text) => {
  const { problems, unknown } = cloudBuildPlatform(text, config)
  expect({ problems, unknown }).toEqual({ problems: [], unknown: [] })
})
