/** Goal: a task definition is read as AWS reads it, whatever it has besides the backend. */
import { describe, expect, test } from 'vitest'
import { ecsPlatform } from './ecs.ts'
import { backend, type Fields, sample, taskWith } from './testing/tasks.ts'

const problemsOf = (text: string) => ecsPlatform(text).problems
const config = { settings: { poolSize: 'DB_POOL_SIZE', secretKey: 'SECRET_KEY' } } as const

describe('the backend is found among the containers', () => {
  const router = {
    name: 'log_router',
    image: 'fluent-bit:2',
    essential: true,
    firelensConfiguration: { type: 'fluentbit' },
  }
  const proxy = { name: 'proxy', image: 'nginx:1', portMappings: [{ containerPort: 443 }] }
  const unmapped = { ...backend, portMappings: [] }
  const inOrder = (...containers: Fields[]) =>
    JSON.stringify({ ...sample, containerDefinitions: containers })

  test.each([
    ['behind a router of logs', inOrder(router, backend), {}],
    ['behind a proxy', inOrder(proxy, backend), {}],
    [
      'by the port of a range',
      inOrder(proxy, { ...backend, portMappings: [{ containerPortRange: '8000-8010' }] }),
      {},
    ],
    [
      'by another port',
      inOrder(proxy, { ...backend, portMappings: [{ containerPort: 9000 }] }),
      { container: { port: 9000 } },
    ],
    ['by the size of the pool', inOrder(proxy, unmapped), config],
    ['by its keys', inOrder(proxy, { ...unmapped, environment: [] }), config],
    [
      'by the name in the config',
      inOrder(proxy, { ...unmapped, environment: [], secrets: [] }),
      { deployment: { services: { backend: 'backend' } } },
    ],
    [
      'where two have the port',
      inOrder({ ...proxy, portMappings: [{ containerPort: 8000 }] }, backend),
      config,
    ],
  ])('%s', (_, text, more) => {
    const read = ecsPlatform(text, more)
    expect(read.images).toEqual([backend.image])
    expect(read.unknown).toEqual([])
  })

  test('and gives its port, its variables, and no problem', () => {
    const read = ecsPlatform(inOrder(router, backend))
    expect(read).toMatchObject({ ports: [8000], problems: [], unknown: [] })
    expect(read.references).toContain('SECRET_KEY')
    expect(read.plain.DB_POOL_SIZE).toBe('10')
  })

  test('unless nothing tells which one it is', () => {
    const read = ecsPlatform(inOrder(proxy, { ...proxy, name: 'other', portMappings: [] }))
    expect(read.unknown).toEqual(['cannot tell which container is the backend: proxy, other'])
    expect(read.images).toEqual([])
  })
})

describe('the schema of the SDK', () => {
  test.each([
    [
      'a field of a container',
      taskWith({}, { stop_timeout: 3 }),
      /additional properties stop_timeout/,
    ],
    [
      'a field deep inside',
      taskWith({}, { healthCheck: { command: ['CMD'], intervall: 30 } }),
      /intervall/,
    ],
    [
      'a value that is none of a list',
      taskWith({ networkMode: 'vpc' }),
      /networkMode .*awsvpc, bridge, host, none/,
    ],
    ['a log driver', taskWith({}, { logConfiguration: { logDriver: 'awslog' } }), /logDriver/],
    [
      'text for a number',
      taskWith({}, { portMappings: [{ containerPort: '8000' }] }),
      /containerPort must be integer/,
    ],
    ['text for a boolean', taskWith({}, { essential: 'true' }), /essential must be boolean/],
    [
      'an option that is no text',
      taskWith({}, { logConfiguration: { logDriver: 'splunk', options: { a: true } } }),
      /options\/a must be string/,
    ],
    ['a secret without its place', taskWith({}, { secrets: [{ name: 'A' }] }), /valueFrom/],
    [
      'a bound',
      taskWith({}, { healthCheck: { command: ['CMD'], interval: 3 } }),
      /interval must be >= 5/,
    ],
  ])('refuses %s', (_, text, problem) => {
    expect(problemsOf(text).join('\n')).toMatch(problem)
  })

  test('names the line', () => {
    const text = '{\n "family": "a",\n "containerDefinitions": [\n  { "name": "a", "image": 3 }]}'
    expect(problemsOf(text)).toContain('line 4: /containerDefinitions/0/image must be string')
  })
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: placeholders of other programs
describe('what is a placeholder is no problem', () => {
  test.each([
    [
      'a port',
      taskWith({}, { portMappings: [{ containerPort: '${PORT}' }] }),
      /line \d+: .*containerPort.*placeholder/,
    ],
    [
      'the sizes',
      taskWith({ cpu: '${CPU}', memory: '{{ memory }}' }),
      /cpu "\$\{CPU\}" .*is a placeholder/,
    ],
    ['a name', taskWith({ family: '{name}' }), /family.*"\{name\}" is a placeholder/],
    ['the network', taskWith({ networkMode: '$MODE' }), /networkMode.*placeholder/],
    ['what is no JSON yet', '{ "cpu": {{ cpu }} }', /not valid JSON.*template/],
  ])('%s', (_, text, doubt) => {
    const { problems, unknown } = ecsPlatform(text)
    expect(problems).toEqual([])
    expect(unknown.join('\n')).toMatch(doubt)
  })

  test('an image', () => {
    const read = ecsPlatform(taskWith({}, { image: '<IMAGE1_NAME>' }))
    expect(read).toMatchObject({ problems: [], unknown: [], images: ['<IMAGE1_NAME>'] })
  })
  test('the region of the logs', () => {
    const options = { ...backend.logConfiguration.options, 'awslogs-region': '${AWS_REGION}' }
    const read = ecsPlatform(taskWith({}, { logConfiguration: { logDriver: 'awslogs', options } }))
    expect(read).toMatchObject({ problems: [], unknown: [], regions: ['eu-central-1'] })
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: placeholders of other programs

test.each([
  ['containers alone', JSON.stringify(sample.containerDefinitions), /a list of containers/],
  ['an answer of the CLI', `{ "taskDefinition": ${taskWith({})}, "tags": [] }`, /an answer of/],
  ['an image for a pipeline', taskWith({}, { image: undefined }), /: the file names no image/],
  ['one that is empty', taskWith({}, { image: '' }), /: the file names no image/],
  ['a template of CloudFormation', '{ "Resources": {} }', /cannot tell which task definition/],
])('%s are no task definition, and no problem', (_, text, doubt) => {
  const { problems, unknown } = ecsPlatform(text)
  expect(problems).toEqual([])
  expect(unknown.join()).toMatch(doubt)
})

test('variables of a file on S3 are elsewhere', () => {
  const environmentFiles = [{ value: 'arn:aws:s3:::a/b.env', type: 's3' }]
  expect(ecsPlatform(taskWith({}, { environmentFiles })).elsewhere).toEqual([
    'variables in arn:aws:s3:::a/b.env',
  ])
})

test('the backend is what the task is for', () => {
  const container = (name: string, essential: boolean, more = {}) => ({
    name,
    image: `${name}:1`,
    essential,
    ...more,
  })
  const api = container('api', false, { portMappings: [{ containerPort: 8000 }] })
  const task = { family: 'a', containerDefinitions: [api, container('proxy', true)] }
  const own = { deployment: { services: { backend: 'api' } } }
  expect(ecsPlatform(JSON.stringify(task), own).problems).toContain(
    'api: essential is false: the task goes on without the backend',
  )
})

test('the task in an answer of the CLI is judged as any other', () => {
  const { problems, ports } = ecsPlatform(`{
    "taskDefinition": ${taskWith({}, { stop_timeout: 3 })} }`)
  expect(problems).toEqual([expect.stringMatching(/^line 2: .*stop_timeout/)])
  expect(ports).toEqual([8000])
})

test('a variable without a value is none, whatever else it has', () => {
  const environment = [{ name: 'KEY', valueFrom: 'arn:aws:secretsmanager:a:1:secret:key' }]
  const { plain, problems } = ecsPlatform(taskWith({}, { environment }))
  expect(plain).toEqual({})
  expect(problems.join()).toMatch(/must have required property 'value'/)
})

test.each([
  ['bridge', []],
  ['awsvpc', [expect.stringMatching(/missing awslogs-stream-prefix/)]],
])('logs of a task without requiresCompatibilities, in %s', (networkMode, expected) => {
  const options = { 'awslogs-group': 'a', 'awslogs-region': 'eu-central-1' }
  const logConfiguration = { logDriver: 'awslogs', options }
  const more = { networkMode, requiresCompatibilities: undefined }
  expect(ecsPlatform(taskWith(more, { logConfiguration })).problems).toEqual(expected)
})
