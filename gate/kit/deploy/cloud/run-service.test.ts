/** Goal: a service in a file of its own is read as the flags that say the same. */
import { describe, expect, test } from 'vitest'
import { cloudBuildPlatform } from './cloud-build.ts'
import { scripted } from './testing/builds.ts'

const service = (image: string) => `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: api
  labels: { cloud.googleapis.com/location: europe-west1 }
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/minScale: "1"
        autoscaling.knative.dev/maxScale: "8"
    spec:
      containers:
        - image: ${image}
          ports: [{ containerPort: 8000 }]
          env:
            - { name: ENVIRONMENT, value: production }
            - { name: HOSTS, value: "a.test,b.test" }
            - name: SECRET_KEY
              valueFrom: { secretKeyRef: { name: app-key, key: "3" } }
        - image: collector:1
`
const replace = 'gcloud run services replace deploy/service.yaml --region=europe-west1'
const read = (text: string, script = replace) =>
  cloudBuildPlatform(scripted(script), {}, (path) =>
    path === 'deploy/service.yaml' ? text : undefined,
  )

describe('a service that a file describes', () => {
  test('has image, port, scale, region and variables', () => {
    expect(read(service('gcr.io/p/api:1'))).toMatchObject({
      images: ['gcr.io/p/api:1'],
      ports: [8000],
      regions: ['europe-west1', 'europe-west1'],
      maxInstances: { count: 8 },
      plain: { ENVIRONMENT: 'production', HOSTS: 'a.test,b.test' },
      stored: { SECRET_KEY: 'app-key:3' },
      problems: [],
      unknown: [],
    })
  })
  test('is judged as a command is', () => {
    const text = service('gcr.io/p/api:1').replace('minScale: "1"', 'minScale: "9"')
    expect(read(text).problems).toEqual([expect.stringMatching(/9 exceeds --max-instances 8/)])
  })
  test('may have an image that another command puts in', () => {
    const sed = `sed -i s/IMAGE/gcr.io/ deploy/service.yaml\n${replace}`
    expect(read(service('IMAGE'), sed)).toMatchObject({ images: [], problems: [], unknown: [] })
    expect(read(service('"%IMAGE%"'))).toMatchObject({ images: [], unknown: [] })
  })
})

test('a file of something else, or none, is not seen', () => {
  const unknown = ['cannot see the service in deploy/service.yaml (run services replace)']
  expect(read('kind: Job\n').unknown).toEqual(unknown)
  expect(read(service('a'), replace.replace('deploy/', 'other/')).unknown).toHaveLength(1)
})
