/** Goal: a task definition in a template is judged as one that stands alone. */
import { describe, expect, test } from 'vitest'
import { ecsPlatform } from './ecs.ts'
import { writtenSecrets } from './platform.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation
const container = `
        - Name: !Sub "\${AWS::StackName}-web"
          Image: !Ref Image
          Essential: true
          PortMappings: [{ ContainerPort: !Ref Port }]
          Environment:
            - { Name: WORKERS, Value: 4 }
            - { Name: HOSTS, Value: !GetAtt Balancer.DNSName }
            - { Name: DB_PASSWORD, Value: !Ref Password }
          Secrets: [{ Name: SECRET_KEY, ValueFrom: !Ref Key }]
          LogConfiguration:
            LogDriver: awslogs
            Options: { awslogs-group: !Ref Logs, awslogs-region: !Ref "AWS::Region",
              awslogs-stream-prefix: web }`
const task = (containers: string, name = 'Task') => `
  ${name}:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Cpu: 256
      Memory: "512"
      NetworkMode: awsvpc
      ExecutionRoleArn: !GetAtt Role.Arn
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:${containers}`
const template = (resources: string) => `
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Port: { Type: Number, Default: "8000" }
  Image: { Type: String }
  Password: { Type: String, NoEcho: true }
Resources:${resources}`
const read = (resources: string, config = {}) =>
  ecsPlatform(template(resources), config, 'service.yaml')

test('what it says is read, and what the stack fills in is in no words', () => {
  const platform = read(task(container))
  expect(platform).toMatchObject({ problems: [], unknown: [], ports: [8000] })
  expect(platform.plain).toEqual({ WORKERS: '4' })
  expect([...platform.references].sort()).toEqual(['DB_PASSWORD', 'HOSTS', 'SECRET_KEY'])
  expect(platform.images).toEqual(['${Image}'])
})

describe('a mistake is found', () => {
  test.each([
    ['no such pair', task(container).replace('"512"', '3000'), /3000.*256/],
    ['a field misspelt', task(container).replace('Essential', 'Esential'), /esential/],
    [
      'a port of the host',
      task(container).replace('!Ref Port }', '8000, HostPort: 80 }'),
      /hostPort 80 must equal containerPort 8000/,
    ],
  ])('%s', (_, resources, problem) => {
    expect(read(resources).problems.join()).toMatch(problem)
  })
  test('a secret in words', () => {
    const value = 'hunter2hunter2'
    const written = task(container).replace('Value: !Ref Password', `Value: ${value}`)
    expect(writtenSecrets(read(written), ['DB_PASSWORD'])).toEqual(['DB_PASSWORD'])
    const byDefault = template(task(container)).replace('NoEcho: true', `Default: ${value}`)
    const platform = ecsPlatform(byDefault, {}, 'a.yml')
    expect(writtenSecrets(platform, ['DB_PASSWORD'])).toEqual(['DB_PASSWORD'])
    expect(writtenSecrets(read(task(container)), ['DB_PASSWORD'])).toEqual([])
  })
})

test.each([
  ['Fn::Join', { 'Fn::Join': ['', ['redis://', { Ref: 'Host' }, ':6379']] }, 'REDIS_URL'],
  ['Fn::Sub', { 'Fn::Sub': ['${A}/x', { A: { Ref: 'Host' } }] }, 'HOSTS'],
  ['Fn::ImportValue', { 'Fn::ImportValue': 'other' }, 'HOSTS'],
  ['a dynamic reference', '{{resolve:secretsmanager:a:SecretString:b}}', 'HOSTS'],
])('JSON, as CDK prints it, with %s', (_, Value, name) => {
  const Environment = [{ Name: name, Value }]
  const PortMappings = [{ ContainerPort: 8000 }]
  const ContainerDefinitions = [{ Name: 'web', Image: 'a', Memory: 512, Environment, PortMappings }]
  const Task = { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions } }
  const platform = ecsPlatform(JSON.stringify({ Resources: { Task } }))
  expect(platform).toMatchObject({ problems: [], unknown: [] })
  expect([...Object.keys(platform.plain), ...platform.references]).toEqual([name])
  expect(writtenSecrets(platform, [name])).toEqual([])
})

test('variables under a condition are a doubt', () => {
  const more = `            - !If [IsProduction, { Name: A, Value: b }, !Ref "AWS::NoValue"]\n`
  const text = task(container).replace('          Secrets', `${more}          Secrets`)
  expect(read(text)).toMatchObject({ problems: [] })
  expect(read(text).unknown.join()).toMatch(/environment has what .*If/)
})

describe('of several tasks it is', () => {
  const migrate = task(container.replace(/PortMappings.*\n/, '\n'), 'Migrate')
  const service = (name: string) => `
  Service:
    Type: AWS::ECS::Service
    Properties: { TaskDefinition: !Ref ${name}, DesiredCount: 3 }`
  test('the one that a service runs, with its number', () => {
    const platform = read(migrate + task(container) + service('Task'))
    expect(platform).toMatchObject({ ports: [8000], unknown: [] })
    expect(platform.maxInstances).toEqual({ count: 3, from: 'DesiredCount' })
    const scaled = `
  Target: { Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: { MaxCapacity: 8 } }`
    const most = read(task(container) + service('Task') + scaled).maxInstances
    expect(most).toEqual({ count: 8, from: 'MaxCapacity' })
  })
  test('the one with a port', () => {
    expect(read(migrate + task(container))).toMatchObject({ ports: [8000], unknown: [] })
  })
  test('unless nothing tells', () => {
    const two = task(container) + task(container, 'Other')
    expect(read(two).unknown.join()).toMatch(/cannot tell which task definition/)
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation
