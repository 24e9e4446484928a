/** Goal: each manifest is read as its platform reads it, and what it refuses is named. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { beanstalkPlatform } from './beanstalk.ts'
import { cloudBuildPlatform } from './cloud-build.ts'
import { ecsPlatform } from './ecs.ts'
import { pairProblem } from './fargate.ts'
import { pairsIn } from './gcloud.ts'
import { regionsIn, repositoryOf } from './platform.ts'
import { isReference } from './reference.ts'

const folder = new URL('../../../../reference-app/deploy/cloud/', import.meta.url)
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8')

describe('Fargate', () => {
  test.each([
    ['512', '1024'],
    ['.5 vCPU', '4 GB'],
    ['16384', '122880'],
  ])('has %s with %s', (cpu, memory) => expect(pairProblem(cpu, memory)).toBeUndefined())

  test.each([
    ['512', '512', /1024 to 4096/],
    ['1024', '1024', /2048 to 8192/],
    ['300', '1024', /cpu "300"/],
    [undefined, undefined, /cpu "undefined"/],
  ])('has no %s with %s', (cpu, memory, problem) =>
    expect(pairProblem(cpu, memory)).toMatch(problem),
  )
})

describe('an ECS task', () => {
  const task = JSON.parse(textOf('ecs-task.json'))
  const problemsOf = (change: (copy: typeof task) => void) => {
    const copy = structuredClone(task)
    change(copy)
    return ecsPlatform(JSON.stringify(copy)).problems.join('\n')
  }

  test('is read: variables, secrets, port, image, regions', () => {
    const { plain, references, ports, regions, problems } = ecsPlatform(JSON.stringify(task))
    expect(problems).toEqual([])
    expect(plain.ENVIRONMENT).toBe('production')
    expect(references).toContain('DATABASE_URL')
    expect(ports).toEqual([8000])
    expect(new Set(regions)).toEqual(new Set(['eu-central-1']))
  })

  test('that is no JSON', () => expect(ecsPlatform('// {').problems[0]).toMatch(/not valid JSON/))
  test('without a role for its secrets', () =>
    expect(problemsOf((copy) => delete copy.executionRoleArn)).toMatch(/executionRoleArn/))
  test('on another network', () =>
    expect(problemsOf((copy) => (copy.networkMode = 'bridge'))).toMatch(/awsvpc/))
  test('with a field that AWS has not', () =>
    expect(problemsOf((copy) => (copy.containerDefinitions[0].ports = []))).toMatch(/ports/))
  test('with a number for text', () =>
    expect(problemsOf((copy) => (copy.cpu = 1024))).toMatch(/\/cpu must be string/))
  test('without logs', () =>
    expect(problemsOf((copy) => delete copy.containerDefinitions[0].logConfiguration)).toMatch(
      /logConfiguration is missing/,
    ))
})

describe('Beanstalk', () => {
  const options = (text: string) => beanstalkPlatform([{ path: 'a.config', text }])
  const namespace = 'aws:elasticbeanstalk:application:environment'

  test('in both forms of options', () => {
    const map = options(`option_settings:\n  ${namespace}:\n    A: "1"\n`)
    const list = options(
      `option_settings:\n  - { namespace: "${namespace}", option_name: A, value: "1" }\n`,
    )
    expect(map.plain).toEqual({ A: '1' })
    expect(list.plain).toEqual(map.plain)
  })
  test('with what YAML takes for a boolean', () => {
    const { problems } = options(`option_settings:\n  ${namespace}:\n    DEBUG: off\n`)
    expect(problems.join()).toMatch(/DEBUG: false is not a string/)
  })
  test('with a secret by reference', () => {
    const text = `option_settings:\n  ${namespace}:\n    A: "{{resolve:secretsmanager:b}}"\n`
    expect(options(text).references).toEqual(['A'])
  })
  test('that is no YAML', () => expect(options('a: [').problems[0]).toMatch(/a\.config/))
  test.each([
    [
      'values that come to more than anybody can read',
      ['a: &a [b, b, b, b, b, b, b, b, b, b]']
        .concat(
          [...'bcdefghi'].map((name, at) => {
            const below = `*${'abcdefgh'[at]}`
            return `${name}: &${name} [${Array(10).fill(below).join(', ')}]`
          }),
        )
        .concat(`option_settings: { "${namespace}": { A: *i } }`)
        .join('\n'),
      /Excessive alias count/,
    ],
    ['a value that holds itself', 'a: &a { b: *a }', /an anchor contains an alias of itself/],
    [
      'a map that JavaScript makes no text of',
      `option_settings: { "${namespace}": { A: { toString: b } } }`,
      /no key may be called "toString"/,
    ],
  ])('with %s', (_what, text, problem) => expect(options(text).problems.join()).toMatch(problem))
  test('grows to four by itself', () => expect(options('{}').maxInstances?.count).toBe(4))
})

describe('Cloud Run', () => {
  test('is read through its substitutions', () => {
    const read = cloudBuildPlatform(textOf('cloudbuild.yaml'))
    expect(read.problems).toEqual([])
    expect(new Set(read.images.map(repositoryOf)).size).toBe(1)
    expect(read.images.length).toBe(3)
    expect(read).toMatchObject({ ports: [8000], maxInstances: { count: 6 } })
    expect(new Set(read.regions)).toEqual(new Set(['europe-west3']))
    expect(read.references).toContain('SECRET_KEY')
    expect(read.plain.BACKEND_CORS_ORIGINS).toBe('https://example.com,https://www.example.com')
    expect(read.openings).toHaveLength(1)
    expect(read.openings[0]?.reason).toMatch(/log in/)
  })

  test('without a deployment', () =>
    expect(cloudBuildPlatform('steps: []').problems).toEqual(['no step deploys to Cloud Run']))
  test('flags with their values apart, and no limit', () => {
    const text = `steps:
  - { name: a, entrypoint: gcloud, args: [run, deploy, b, --image, c/d:1, --port, "80"] }
`
    const read = cloudBuildPlatform(text)
    expect(read).toMatchObject({ images: ['c/d:1'], ports: [80], maxInstances: { count: 100 } })
  })
  test('an opening without a reason', () => {
    const text = 'steps:\n  - args: [run, deploy]\n  - args:\n    - --allow-unauthenticated\n'
    expect(cloudBuildPlatform(text).openings).toEqual([
      { where: 'line 4: --allow-unauthenticated', reason: undefined },
    ])
  })
  test.each([
    ['A=1,B=x=y', { A: '1', B: 'x=y' }],
    ['^;^A=1,2;B=3', { A: '1,2', B: '3' }],
  ])('variables of %s', (text, pairs) => expect(pairsIn(text)).toEqual(pairs))
})

test('references and values', () => {
  const variables = ['{A}', 'A', '{A:?}', '{A?say so}'].map((each) => `$${each}`)
  const references = [...variables, 'arn:aws:secretsmanager:eu-central-1:1:secret:a']
  const values = [`$${'{A:-b}'}`, 'postgresql://a:b@c/d', 'secret', '']
  expect(references.map(isReference)).toEqual(references.map(() => true))
  expect(values.map(isReference)).toEqual(values.map(() => false))
})

test('registries and tags', () => {
  expect(repositoryOf('a.example:5000/b/c:1.2')).toBe('a.example:5000/b/c')
  expect(repositoryOf('b/c@sha256:abc')).toBe('b/c')
  expect(repositoryOf('b/c@$(cat out/digest)')).toBe('b/c')
  expect(repositoryOf('b/c@$DIGEST')).toBe('b/c')
  expect(regionsIn('1.dkr.ecr.eu-west-1.amazonaws.com/a:1')).toEqual(['eu-west-1'])
  expect(regionsIn('europe-west3-docker.pkg.dev/a/b/c')).toEqual(['europe-west3'])
  expect(regionsIn('docker.io/library/a')).toEqual([])
})
