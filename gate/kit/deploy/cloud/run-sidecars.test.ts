/** Goal: of the containers of one instance the backend is found, whichever takes the requests. */
import { expect, test } from 'vitest'
import type { BackendConfig } from './backend.ts'
import { cloudBuildPlatform } from './cloud-build.ts'
import { scripted, runService as service } from './testing/builds.ts'

const proxy = '{ name: nginx, image: "p/nginx:1", ports: [{ containerPort: 8080 }] }'
const sql = '{ name: sql, image: "g/cloud-sql-proxy:2", args: [main] }'
const own = `{ name: app, image: "p/app:1", env: [{ name: PORT, value: "8000" },
            { name: KEY, valueFrom: { secretKeyRef: { name: k } } }],
            startupProbe: { httpGet: { path: /health, port: 8000 } } }`
const bare = `{ name: app, image: "p/app:1", env: [{ name: OTHER, value: a }],
            livenessProbe: { tcpSocket: { port: 8000 } } }`
const withKey: BackendConfig = { settings: { secretKey: 'KEY' } }

test.each<[string, string, BackendConfig]>([
  ['a variable', service(proxy, own, sql), withKey],
  ['its port', service(proxy, bare, sql), { container: { port: 8000 } }],
  ['its name', service(sql, bare, proxy), { deployment: { services: { backend: 'app' } } }],
])('behind a proxy, by %s', (_, text, config) => {
  const found = cloudBuildPlatform(text, config)
  expect(found).toMatchObject({ images: ['p/app:1'], ports: [], problems: [], unknown: [] })
  expect([...Object.keys(found.plain), ...found.references]).not.toEqual([])
})

test('what takes the requests is the backend where nothing tells another', () => {
  expect(cloudBuildPlatform(service(proxy, own), {}).images).toEqual(['p/nginx:1'])
  expect(cloudBuildPlatform(service(sql, own), withKey).images).toEqual(['p/app:1'])
})

test('a port that the platform sets is refused of what takes the requests', () => {
  const { problems } = cloudBuildPlatform(service(own), withKey)
  expect(problems).toEqual([expect.stringContaining('Cloud Run sets PORT itself')])
})

test('containers on a command line', () => {
  const deploy = `gcloud run deploy api --region=europe-west1 --container nginx --image p/nginx:1
    --port 8080 --container app --image p/app:1 --set-env-vars PORT=8000,KEY=sm`
  const { images, ports, plain } = cloudBuildPlatform(
    scripted(deploy.replaceAll(/\n\s+/g, ' ')),
    withKey,
  )
  expect([images, ports, plain.PORT]).toEqual([['p/app:1'], [], '8000'])
})

test.each([
  ['8001', ['run deploy api: --startup-probe asks port 8001, the backend listens on 8000']],
  ['8000', []],
])('a probe of the backend behind a proxy at %s', (port, problems) => {
  const text = service(proxy, own.replace('port: 8000', `port: ${port}`))
  const config = { ...withKey, endpoints: { health: '/health' } } as BackendConfig
  expect(cloudBuildPlatform(text, config).problems).toEqual(problems)
})

test.each([
  [`'{"nginx":["app"],"app":["sql"]}'`, []],
  [`'{"nginx":["api"]}'`, [expect.stringMatching(/names api, which is none of nginx, app, sql/)]],
  ['"{web: [app]}"', [expect.stringMatching(/names web/)]],
  ['"{ not readable"', []],
])('containers that wait for others: %s', (annotation, problems) => {
  const key = 'run.googleapis.com/container-dependencies'
  const metadata = `metadata: { annotations: { ${key}: ${annotation} } }`
  const text = service(proxy, own, sql).replace('    spec:\n', `    ${metadata}\n    spec:\n`)
  expect(cloudBuildPlatform(text, withKey).problems).toEqual(problems)
})
