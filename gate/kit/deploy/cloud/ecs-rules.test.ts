/** Goal: how fields of a task definition have to go together, each rule with what AWS takes. */
import { describe, expect, test } from 'vitest'
import { ecsPlatform } from './ecs.ts'
import { backend, taskWith } from './testing/tasks.ts'

const problemsOf = (text: string) => ecsPlatform(text).problems
const efs = (options: object) => ({
  name: 'data',
  efsVolumeConfiguration: { fileSystemId: 'fs-12345678', ...options },
})
const onEc2 = { requiresCompatibilities: ['EC2'], networkMode: 'bridge' }

describe('what AWS refuses beyond the schema', () => {
  const sidecar = { name: 'sidecar', image: 'a:1', essential: false }
  test.each([
    [
      /volume data: authorizationConfig.iam needs transitEncryption ENABLED/,
      taskWith({ volumes: [efs({ authorizationConfig: { iam: 'ENABLED' } })] }),
    ],
    [
      /volume data: authorizationConfig.accessPointId needs transitEncryption ENABLED/,
      taskWith({
        volumes: [
          efs({
            transitEncryption: 'DISABLED',
            authorizationConfig: { accessPointId: 'fsap-1' },
          }),
        ],
      }),
    ],
    [
      /hostPort 80 must equal containerPort 8000/,
      taskWith({}, { portMappings: [{ containerPort: 8000, hostPort: 80 }] }),
    ],
    [
      /hostPort 80 must equal containerPort 8000/,
      taskWith(
        { ...onEc2, networkMode: 'host' },
        { portMappings: [{ containerPort: 8000, hostPort: 80 }] },
      ),
    ],
    [
      /port 8000 on the host is mapped twice/,
      taskWith({}, {}, { ...sidecar, portMappings: [{ containerPort: 8000 }] }),
    ],
    [
      /containerPortRange cannot be combined with containerPort or hostPort/,
      taskWith({}, { portMappings: [{ containerPort: 8000, containerPortRange: '8000-8010' }] }),
    ],
    [
      /containerPortRange "8010-8000" is empty/,
      taskWith({}, { portMappings: [{ containerPortRange: '8010-8000' }] }),
    ],
    [
      /portMappings is not supported with networkMode none/,
      taskWith({ ...onEc2, networkMode: 'none' }),
    ],
    [
      /waits for itself, by way of dependsOn/,
      taskWith(
        {},
        { dependsOn: [{ containerName: 'sidecar', condition: 'START' }] },
        { ...sidecar, dependsOn: [{ containerName: backend.name, condition: 'START' }] },
      ),
    ],
    [
      /must begin with CMD or CMD-SHELL, not "curl -f http:\/\/localhost"/,
      taskWith({}, { healthCheck: { command: ['curl -f http://localhost'] } }),
    ],
    [
      /neither the container nor the task says how much memory/,
      taskWith({ ...onEc2, cpu: undefined, memory: undefined }, { memory: undefined }),
    ],
    [
      /proxyConfiguration: there is no container envoy/,
      taskWith({ proxyConfiguration: { type: 'APPMESH', containerName: 'envoy' } }),
    ],
    [/memory 4096 exceeds the task's 2048/, taskWith({}, { memory: 4096 })],
    [
      /memory 4096 exceeds the task's 2048/,
      taskWith({ memory: '2 GB' }, { memoryReservation: 4096 }),
    ],
    [
      /memoryReservation 512 exceeds memory 256/,
      taskWith({}, { memory: 256, memoryReservation: 512 }),
    ],
    [
      /reserve 2304 MiB of memory in total, but the task has 2048/,
      taskWith({}, { memory: 2048 }, { ...sidecar, memory: 256 }),
    ],
    [/cpu 2048 exceeds the task's 1024/, taskWith({ cpu: '1 vCPU' }, { cpu: 2048 })],
    [
      /reserve 1536 CPU units in total, but the task has 1024/,
      taskWith({}, { cpu: 1024 }, { ...sidecar, cpu: 512 }),
    ],
    [/privileged is not supported on Fargate/, taskWith({}, { privileged: true })],
    [/links is not supported with networkMode awsvpc/, taskWith({}, { links: ['x'] })],
    [/hostname is not supported/, taskWith({}, { hostname: 'api' })],
    [
      /extraHosts is not supported/,
      taskWith({}, { extraHosts: [{ hostname: 'a', ipAddress: '10.0.0.1' }] }),
    ],
    [/dnsServers is not supported on Fargate/, taskWith({}, { dnsServers: ['10.0.0.2'] })],
    [
      /linuxParameters.devices is not supported/,
      taskWith({}, { linuxParameters: { devices: [{ hostPath: '/dev/a' }] } }),
    ],
    [
      /capability NET_ADMIN/,
      taskWith({}, { linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } }),
    ],
    [
      /Fargate does not support GPUs/,
      taskWith({}, { resourceRequirements: [{ type: 'GPU', value: '1' }] }),
    ],
    [
      /logDriver json-file: Fargate supports/,
      taskWith({}, { logConfiguration: { logDriver: 'json-file' } }),
    ],
    [/stopTimeout 300: the maximum on Fargate is 120/, taskWith({}, { stopTimeout: 300 })],
    [/startTimeout 300: the maximum on Fargate is 120/, taskWith({}, { startTimeout: 300 })],
    [
      /host paths are not supported on Fargate/,
      taskWith({ volumes: [{ name: 'a', host: { sourcePath: '/a' } }] }),
    ],
    [
      /placementConstraints are not supported/,
      taskWith({ placementConstraints: [{ type: 'memberOf', expression: 'a' }] }),
    ],
    [/ipcMode is not supported/, taskWith({ ipcMode: 'task' })],
    [/pidMode host is not supported/, taskWith({ pidMode: 'host' })],
    [/the name is used by two containers/, taskWith({}, {}, { ...sidecar, name: 'backend' })],
    [/no container is essential/, taskWith({}, { essential: false })],
    [
      /depends on db, which is not another container in this task/,
      taskWith({}, { dependsOn: [{ containerName: 'db', condition: 'START' }] }),
    ],
    [
      /depends on sidecar, which has no healthCheck/,
      taskWith({}, { dependsOn: [{ containerName: 'sidecar', condition: 'HEALTHY' }] }, sidecar),
    ],
    [
      /depends on sidecar to exit, but it is essential/,
      taskWith(
        {},
        { dependsOn: [{ containerName: 'sidecar', condition: 'SUCCESS' }] },
        { ...sidecar, essential: true },
      ),
    ],
    [
      /there is no volume data/,
      taskWith({}, { mountPoints: [{ sourceVolume: 'data', containerPath: '/a' }] }),
    ],
    [/there is no container other/, taskWith({}, { volumesFrom: [{ sourceContainer: 'other' }] })],
    [
      /SECRET_KEY is set twice/,
      taskWith({}, { environment: [{ name: 'SECRET_KEY', value: 'x' }] }),
    ],
    [
      /valueFrom of A is neither an ARN nor a parameter name/,
      taskWith({}, { secrets: [{ name: 'A', valueFrom: 'q7Zk2mV9+xT4bN8wR1cY6u==' }] }),
    ],
    [
      /awsfirelens needs a container/,
      taskWith({}, { logConfiguration: { logDriver: 'awsfirelens' } }),
    ],
    [
      /executionRoleArn is missing; without it, no secrets/,
      taskWith({ ...onEc2, executionRoleArn: undefined }),
    ],
    [
      /executionRoleArn is missing; without it, the image/,
      taskWith({ executionRoleArn: undefined }, { secrets: undefined }),
    ],
    [/Fargate only supports awsvpc/, taskWith({ networkMode: undefined })],
  ])('%s', (problem, text) => {
    expect(problemsOf(text).join('\n')).toMatch(problem)
  })
})

describe('what AWS takes', () => {
  const sidecar = { name: 'sidecar', image: 'a:1', essential: false }
  test.each([
    [
      'a second port',
      taskWith(
        {},
        { portMappings: [{ containerPort: 9090, name: 'metrics' }, { containerPort: 8000 }] },
      ),
    ],
    ['a range of ports', taskWith({}, { portMappings: [{ containerPortRange: '8000-8010' }] })],
    [
      'the same port of the host',
      taskWith({}, { portMappings: [{ containerPort: 8000, hostPort: 8000 }] }),
    ],
    [
      'any port of the host',
      taskWith({}, { portMappings: [{ containerPort: 8000, hostPort: 0 }] }),
    ],
    [
      'another port of an EC2 host',
      taskWith(onEc2, { portMappings: [{ containerPort: 8000, hostPort: 80 }] }),
    ],
    ['a long stop on EC2', taskWith(onEc2, { stopTimeout: 300 })],
    [
      'a long stop where nothing is required',
      taskWith({ ...onEc2, requiresCompatibilities: undefined }, { stopTimeout: 300 }),
    ],
    ['links on EC2', taskWith(onEc2, { links: ['sidecar:s'] }, sidecar)],
    ['privileged on EC2', taskWith(onEc2, { privileged: true })],
    [
      'logs without a prefix on EC2',
      taskWith(onEc2, {
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': 'a', 'awslogs-region': 'eu-central-1' },
        },
      }),
    ],
    ['no logs on EC2', taskWith(onEc2, { logConfiguration: undefined })],
    ['a helper without logs', taskWith({}, {}, sidecar)],
    [
      'false and nothing',
      taskWith({}, { privileged: false, links: [], extraHosts: null, hostname: null }),
    ],
    ['sizes in words', taskWith({ cpu: '1 vcpu', memory: '4GB' }, { memory: 4096 })],
    [
      'a container that ends before',
      taskWith({}, { dependsOn: [{ containerName: 'sidecar', condition: 'SUCCESS' }] }, sidecar),
    ],
    [
      'a volume',
      taskWith(
        { volumes: [{ name: 'data' }] },
        { mountPoints: [{ sourceVolume: 'data', containerPath: '/a' }] },
      ),
    ],
    [
      'a file system over TLS, or that asks nobody',
      taskWith({
        volumes: [
          efs({
            transitEncryption: 'ENABLED',
            authorizationConfig: { iam: 'ENABLED', accessPointId: 'fsap-1' },
          }),
          { ...efs({ authorizationConfig: { iam: 'DISABLED' } }), name: 'other' },
        ],
      }),
    ],
    [
      'what describe-task-definition prints',
      taskWith({
        taskDefinitionArn: 'a',
        revision: 3,
        status: 'ACTIVE',
        compatibilities: ['EC2'],
        requiresAttributes: [],
        registeredAt: 1,
        registeredBy: 'me',
      }),
    ],
    [
      'fields of this year',
      taskWith(
        { enableFaultInjection: true, runtimePlatform: { cpuArchitecture: 'ARM64' } },
        { versionConsistency: 'disabled', restartPolicy: { enabled: true } },
      ),
    ],
    [
      'secrets by name, and by a name that is filled in',
      taskWith(
        {},
        {
          secrets: [
            { name: 'A', valueFrom: '/app/a' },
            { name: 'B', valueFrom: '<SECRET_ARN>' },
          ],
        },
      ),
    ],
    ['a byte-order mark', `\uFEFF${taskWith({})}`],
  ])('%s', (_, text) => {
    const { problems, ports, unknown } = ecsPlatform(text)
    expect(problems).toEqual([])
    expect(unknown).toEqual([])
    expect(ports).toContain(8000)
  })

  test('YAML, in a file of that name', () => {
    const text = 'family: a\ncontainerDefinitions:\n  - { name: a, image: "b:1" }\n'
    expect(ecsPlatform(text, {}, 'task.yaml').images).toEqual(['b:1'])
    expect(ecsPlatform(text, {}, 'task.json').problems[0]).toMatch(/not valid JSON/)
  })
})

test.for(['__proto__', 'constructor'])('networkMode %s breaks no reader', (networkMode) => {
  expect(() => problemsOf(taskWith({ ...onEc2, networkMode }))).not.toThrow()
})
