/** Goal: whatever Beanstalk deploys is read as its platform reads it. */
import { describe, expect, test } from 'vitest'
import { beanstalkPlatform } from './beanstalk.ts'

const environment = 'aws:elasticbeanstalk:application:environment'
const json = (path: string, document: unknown) => ({ path, text: JSON.stringify(document) })
const read = (text: string, path = '.ebextensions/a.config') => beanstalkPlatform([{ path, text }])
const dockerrun = (document: object) =>
  beanstalkPlatform([json('deploy/Dockerrun.aws.json', document)])
const key = 'q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGf'

describe('options in a list', () => {
  test('without a namespace are variables', () => {
    const { plain } = read(`option_settings:
  - { option_name: SECRET_KEY, value: "${key}" }
  - { option_name: ENVIRONMENT, value: production }
`)
    expect(plain).toEqual({ SECRET_KEY: key, ENVIRONMENT: 'production' })
  })
  test('with and without one', () => {
    const { plain, maxInstances } = read(`option_settings:
  - option_name: A
    value: "1"
  - namespace: ${environment}
    option_name: B
    value: "2"
  - namespace: aws:autoscaling:asg
    option_name: MaxSize
    value: 6
`)
    expect(plain).toEqual({ A: '1', B: '2' })
    expect(maxInstances).toEqual({ count: 6, from: 'MaxSize' })
  })
  test('in JSON, as commands of AWS take them', () => {
    const options = [{ Namespace: environment, OptionName: 'A', Value: '1' }]
    expect(beanstalkPlatform([json('options.json', options)]).plain).toEqual({ A: '1' })
    const file = json('a.config', { option_settings: [{ option_name: 'B', value: '2' }] })
    expect(beanstalkPlatform([file]).plain).toEqual({ B: '2' })
  })
  test('without a name, or without a value', () => {
    const { problems, plain } = read('option_settings:\n  - value: a\n  - option_name: A\n')
    expect(plain).toEqual({})
    expect(problems).toEqual([
      `${environment}: an option has no option_name`,
      `${environment}: A has no value`,
    ])
  })
  test('of two files, the later over the earlier', () => {
    const files = ['1', '2'].map((value) => ({
      path: `${value}.config`,
      text: `option_settings: [{ option_name: A, value: "${value}" }]`,
    }))
    expect(beanstalkPlatform(files).plain).toEqual({ A: '2' })
  })
})

test.each(['8080', '0', '-1', '1.5', 'true', 'false'])(
  '%s is the text that is written',
  (value) => {
    const { plain, problems } = read(`option_settings:\n  ${environment}:\n    A: ${value}\n`)
    expect({ plain, problems }).toEqual({ plain: { A: value }, problems: [] })
  },
)

test('files that set no variable leave them to the environment', () => {
  const wsgi = 'option_settings:\n  aws:elasticbeanstalk:container:python:\n    WSGIPath: a:b\n'
  expect(read(wsgi).elsewhere).toEqual(['variables that the environment has of its own'])
  const one = `option_settings:\n  ${environment}:\n    A: b\n`
  expect(read(one).elsewhere).toEqual([])
})

test('options of a saved configuration', () => {
  const text = `OptionSettings:\n  ${environment}:\n    A: "1"\n`
  expect(read(text, 'env.yaml').plain).toEqual({ A: '1' })
})

test.each(['yes', 'off', 'False', '1_000', '010', '1.50', '12:30', '~'])(
  '%s without quotes is no text',
  (value) => {
    const { problems } = read(`option_settings:\n  ${environment}:\n    A: ${value}\n`)
    expect(problems.join()).toMatch(/A: .* is not a string/)
  },
)

test.each([
  ['an option where a map belongs', 'option_settings:\n  A: b\n', /A is not a map of options/],
  ['a section that it does not know', 'option_setings: {}\n', /option_setings is not a section/],
  ['a section of another file', 'OptionSettings: {}\n', /OptionSettings is not a section/],
])('%s is named', (_, text, problem) => {
  expect(read(text).problems.join()).toMatch(problem)
})

test('a word is not taken for a reference to a secret', () => {
  const secrets = 'aws:elasticbeanstalk:application:environmentsecrets'
  const { problems, plain } = read(
    `option_settings:\n  ${secrets}:\n    A: ${key}\n    B: arn:aws:ssm:eu-central-1:1:parameter\n`,
  )
  expect(problems).toEqual([`${secrets}: A is not the ARN of a secret or parameter`])
  expect(plain).toEqual({ A: key })
})

describe('Dockerrun', () => {
  test.for(['4', '__proto__', 'constructor'])('of version %s is refused', (version) => {
    const { problems } = dockerrun({ AWSEBDockerrunVersion: version })
    expect(problems).toEqual([
      `deploy/Dockerrun.aws.json: AWSEBDockerrunVersion is ${version}, not 1, 2 or 3`,
    ])
  })

  const app = {
    name: 'app',
    image: 'a:1',
    essential: true,
    memory: 512,
    portMappings: [{ hostPort: 80, containerPort: 8000 }],
    environment: [{ name: 'SECRET_KEY', value: 'x' }],
  }

  test('of version 2 is read as containers of ECS', () => {
    const found = dockerrun({ AWSEBDockerrunVersion: 2, containerDefinitions: [app] })
    expect(found).toMatchObject({ images: ['a:1'], ports: [8000], problems: [], unknown: [] })
    expect(found.plain).toEqual({ SECRET_KEY: 'x' })
  })
  test('of version 2 with a proxy before the backend, and secrets', () => {
    const proxy = {
      name: 'nginx',
      image: 'nginx:1',
      memory: 128,
      portMappings: [{ containerPort: 80 }],
    }
    const secrets = [{ name: 'SECRET_KEY', valueFrom: 'arn:aws:secretsmanager:a' }]
    const found = dockerrun({
      AWSEBDockerrunVersion: '2',
      executionRoleArn: 'arn:aws:iam::1:role/a',
      authentication: { bucket: 'a', key: 'b' },
      volumes: [],
      containerDefinitions: [proxy, { ...app, environment: [], secrets }],
    })
    expect(found).toMatchObject({ images: ['a:1'], ports: [8000], problems: [], unknown: [] })
    expect(found.references).toEqual(['SECRET_KEY'])
  })
  test('of version 2 with a proxy that has the ports, and links to the backend', () => {
    const sourceVolume = 'awseb-logs-nginx-proxy'
    const proxy = {
      name: 'nginx-proxy',
      image: 'nginx:1.28',
      essential: true,
      memory: 128,
      portMappings: [{ hostPort: 80, containerPort: 80 }],
      links: ['app'],
      mountPoints: [{ sourceVolume, containerPath: '/var/log/nginx' }],
    }
    const { portMappings: _, ...behind } = app
    const environment = [{ name: 'SECRET_KEY', value: 'x' }]
    const found = beanstalkPlatform(
      [
        json('Dockerrun.aws.json', {
          AWSEBDockerrunVersion: 2,
          containerDefinitions: [proxy, { ...behind, environment }],
        }),
      ],
      { secrets: ['SECRET_KEY'] },
    )
    expect(found).toMatchObject({ images: ['a:1'], ports: [], problems: [], unknown: [] })
  })

  test('of version 2 with containers that nothing tells apart', () => {
    const containerDefinitions = [app, { ...app, name: 'other' }]
    const { unknown } = dockerrun({ AWSEBDockerrunVersion: 2, containerDefinitions })
    expect(unknown.join()).toMatch(/which container is the backend: app, other/)
  })
  test('of version 1: the first port is the one', () => {
    const Ports = [{ ContainerPort: '8000' }, { ContainerPort: 9090 }]
    const found = dockerrun({ AWSEBDockerrunVersion: '1', Image: { Name: 'a:1' }, Ports })
    expect(found).toMatchObject({ images: ['a:1'], ports: [8000], problems: [] })
  })
  test.each([
    [{ Image: { Update: 'false' }, Ports: [{ ContainerPort: '8000' }] }],
    [{ Image: {} }],
    [{ _comment: 'authentication goes here', '//': '' }],
  ])('of version 1 with %j says nothing wrong', (more) => {
    expect(dockerrun({ AWSEBDockerrunVersion: '1', ...more }).problems).toEqual([])
  })
  test('of version 1 without an image: Beanstalk builds one', () => {
    const found = dockerrun({ AWSEBDockerrunVersion: '1', Logging: '/var/log' })
    expect(found).toMatchObject({ images: [], problems: [], unknown: [] })
  })
  test('of version 3 goes with a compose file', () => {
    const third = json('Dockerrun.aws.json', { AWSEBDockerrunVersion: '3' })
    expect(beanstalkPlatform([third]).unknown.join()).toMatch(/docker-compose.yml/)
    const text = 'services: { app: { image: "a:1", ports: ["80:8000"], environment: { A: "1" } } }'
    const found = beanstalkPlatform([third, { path: 'docker-compose.yml', text }])
    expect(found).toMatchObject({ images: ['a:1'], ports: [8000], problems: [], unknown: [] })
    expect(found.plain).toEqual({ A: '1' })
  })

  test.each([
    [{ AWSEBDockerrunVersion: 2, containerDefintions: [app] }, /containerDefintions is not a key/],
    [
      { AWSEBDockerrunVersion: 2, Image: { Name: 'a' }, containerDefinitions: [app] },
      /Image is not a key of version 2/,
    ],
    [{ AWSEBDockerrunVersion: 2 }, /containerDefinitions is missing/],
    [
      { AWSEBDockerrunVersion: 2, containerDefinitions: [{ ...app, enviroment: [] }] },
      /enviroment/,
    ],
    [
      { AWSEBDockerrunVersion: 2, containerDefinitions: [{ ...app, memory: undefined }] },
      /says how much memory/,
    ],
    [
      { AWSEBDockerrunVersion: 2, containerDefinitions: [{ ...app, links: ['db'] }] },
      /there is no container db/,
    ],
    [{ AWSEBDockerrunVersion: '1', image: {} }, /image is not a key of version 1/],
    [{ AWSEBDockerrunVersion: '1', Image: { Name: 'a:1' } }, /ContainerPort is missing/],
    [
      { AWSEBDockerrunVersion: '1', Image: { name: 'a:1' }, Ports: [{ ContainerPort: 1 }] },
      /Image.Name is missing/,
    ],
    [{ AWSEBDockerrunVersion: '4' }, /AWSEBDockerrunVersion is 4/],
    [{ Image: { Name: 'a:1' } }, /AWSEBDockerrunVersion is missing/],
  ])('%j', (document, problem) => {
    expect(dockerrun(document).problems.join()).toMatch(problem)
  })
})

describe('platforms by their name', () => {
  const options = (namespace: string) => read(`option_settings:\n  ${namespace}:\n    A: "b"\n`)
  const named = (name: string) =>
    read(`global:\n  default_platform: ${name}\n`, '.elasticbeanstalk/config.yml')

  test.each([
    'aws:elasticbeanstalk:container:python',
    'aws:elasticbeanstalk:container:nodejs',
    'aws:elasticbeanstalk:container:php:phpini',
    'aws:elasticbeanstalk:container:tomcat:jvmoptions',
    'aws:elasticbeanstalk:container:dotnet:apppool',
    'aws:elasticbeanstalk:container:golang:staticfiles',
  ])('options of %s: no image is missed', (namespace) => {
    expect(options(namespace)).toMatchObject({ problems: [], unknown: [], images: [], ports: [] })
  })
  test.each([
    'Python 3.11 running on 64bit Amazon Linux 2023',
    '64bit Amazon Linux 2 v5.8.0 running Node.js 18',
    'Ruby 3.2 running on 64bit Amazon Linux 2023',
    'Corretto 21 running on 64bit Amazon Linux 2023',
    'Go 1 running on 64bit Amazon Linux 2023',
    'IIS 10.0 running on 64bit Windows Server 2022',
  ])('"%s" runs sources', (name) => {
    expect(named(name)).toMatchObject({ problems: [], unknown: [] })
  })
  test('a saved configuration names it by its ARN', () => {
    const arn = 'arn:aws:elasticbeanstalk:eu-central-1::platform/Python 3.11 running on a/4.0'
    expect(read(`Platform:\n  PlatformArn: ${arn}\n`, 'env.yaml').unknown).toEqual([])
  })
  test('what is deployed beside the options tells it, too', () => {
    expect(beanstalkPlatform([{ path: 'Procfile', text: 'web: gunicorn' }]).unknown).toEqual([])
    expect(beanstalkPlatform([{ path: 'Dockerfile', text: 'FROM a' }]).unknown).toEqual([])
  })
  test.each([
    [
      'none',
      () => read(`option_settings:\n  ${environment}:\n    A: "b"\n`),
      /cannot tell the platform/,
    ],
    ['one that nobody knows', () => named('Rust 1.80 running on a'), /unknown platform "Rust 1.80/],
    [
      'Docker without its files',
      () => named('Docker running on a'),
      /no file names the image for "Docker/,
    ],
  ])('%s is a doubt and no problem', (_, platform, doubt) => {
    const { problems, unknown } = platform()
    expect(problems).toEqual([])
    expect(unknown.join()).toMatch(doubt)
  })
})

test.each([
  [
    'SingleInstance',
    '    EnvironmentType: SingleInstance\n',
    { count: 1, from: 'EnvironmentType' },
  ],
  [
    'LoadBalanced',
    '    EnvironmentType: LoadBalanced\n',
    { count: 4, from: "Beanstalk's default of MaxSize" },
  ],
])('instances of an environment that is %s', (_, type, expected) => {
  const text = `option_settings:\n  aws:elasticbeanstalk:environment:\n${type}`
  expect(read(text).maxInstances).toEqual(expected)
})

test('a number of instances that is none', () => {
  const text = 'option_settings:\n  aws:autoscaling:asg:\n    MaxSize: many\n'
  expect(read(text).maxInstances).toBeUndefined()
})
