/** Goal: what a build leaves to the service, or does not deploy, is no fault of the build. */
import { describe, expect, test } from 'vitest'
import { cloudBuildPlatform } from './cloud-build.ts'
import { gcloud, scripted, steps } from './testing/builds.ts'

describe('a command that brings an image alone', () => {
  const read = cloudBuildPlatform(gcloud('run', 'deploy', 'api', '--image=a:1', '--region=b', '-q'))
  test('leaves variables, port and instances as the service has them', () => {
    expect(read.problems).toEqual([])
    expect(read.elsewhere).toEqual(['variables that the service api already has'])
    expect(read.unknown).toEqual([
      'run deploy api: names an image alone, so its port is the one that the service has',
    ])
    expect([read.ports, read.maxInstances]).toEqual([[], undefined])
  })
  test('has a port that fits if the backend takes the default', () => {
    const text = gcloud('run', 'deploy', 'api', '--image=a:1')
    expect(cloudBuildPlatform(text, { container: { port: 8080 } }).unknown).toEqual([])
  })
})

test.each([
  ['--set-env-vars=A=1', []],
  ['--set-secrets=A=a:1', []],
  ['--clear-env-vars', []],
  ['--update-env-vars=A=1', ['variables that the service api already has']],
  ['--update-secrets=A=a:1', ['variables that the service api already has']],
])('with %s other variables are kept, or are not', (flag, elsewhere) => {
  const read = cloudBuildPlatform(gcloud('run', 'deploy', 'api', '--image=a:1', flag))
  expect(read.elsewhere).toEqual(elsewhere)
})

describe('of several stages', () => {
  const deploy = (name: string, mode: string) =>
    `gcloud run deploy ${name} --image a:1 --set-env-vars MODE=${mode}`
  test.each(['api-staging', 'dev-api', 'api_test'])('%s is not production', (name) => {
    const script = `${deploy(name, 'staging')}\n${deploy('api', 'production')}`
    const { plain, unknown } = cloudBuildPlatform(scripted(script))
    expect({ plain, unknown }).toEqual({ plain: { MODE: 'production' }, unknown: [] })
  })
  test('those that go on living are told apart by more than that', () => {
    const script = `${deploy('latest', 'a')}\n${deploy('contest', 'b')}`
    expect(cloudBuildPlatform(scripted(script)).unknown.join()).toMatch(/latest, contest/)
  })
})

test('a port that the trigger fills in is not known', () => {
  const text = gcloud('run', 'deploy', 'api', '--image=a:1', '--port=$_PORT')
  const { ports, problems, unknown } = cloudBuildPlatform(text)
  expect({ ports, problems }).toEqual({ ports: [], problems: [] })
  expect(unknown.join()).toMatch(/^run deploy api: cannot see the number in --port \$\{_PORT\}/)
})

test('a zone is no region', () => {
  const text = gcloud('run', 'deploy', 'api', '--image=a:1', '--region', 'europe-west3-a')
  expect(cloudBuildPlatform(text).problems).toContain(
    'run deploy api: --region europe-west3-a is a zone, not a region',
  )
})

describe('a build that deploys nothing to Cloud Run', () => {
  test('lacks no variables: what deploys it has them', () => {
    const { problems, elsewhere } = cloudBuildPlatform(steps('{ name: docker, args: [build, .] }'))
    expect(problems).toEqual(['no step deploys to Cloud Run'])
    expect(elsewhere).toEqual(['what deploys it is not in this file'])
  })
  test('may leave it to Cloud Deploy', () => {
    const text = gcloud('deploy', 'releases', 'create', 'a', '--delivery-pipeline=b')
    const { problems, unknown } = cloudBuildPlatform(text)
    expect(problems).toEqual([])
    expect(unknown).toEqual(['line 2: cannot see what Cloud Deploy deploys'])
  })
  test.each([
    ['on: push\njobs:\n  a: { steps: [{ run: x }] }\n', /has "jobs", and no "steps"/],
    ['apiVersion: v1\nkind: Service\n', /has "apiVersion", and no "steps"/],
    ['#!/bin/sh\ngcloud run deploy a\n', /a script, not a build file/],
  ])('%j is none', (text, doubt) => {
    const { problems, unknown } = cloudBuildPlatform(text)
    expect(problems).toEqual([])
    expect(unknown.join()).toMatch(doubt)
  })
})

test('a service that stands in the file itself', () => {
  const text = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: api, labels: { cloud.googleapis.com/location: europe-west3 } }
spec:
  template:
    metadata: { annotations: { autoscaling.knative.dev/maxScale: "5" } }
    spec:
      containers:
        - image: a:1
          ports: [{ containerPort: 8000 }]
          env:
            - { name: A, value: "1" }
            - { name: B, valueFrom: { secretKeyRef: { name: b, key: "1" } } }
`
  expect(cloudBuildPlatform(text)).toMatchObject({
    plain: { A: '1' },
    references: ['B'],
    images: ['a:1'],
    ports: [8000],
    regions: ['europe-west3'],
    maxInstances: { count: 5 },
    problems: [],
    unknown: [],
    elsewhere: [],
  })
})
