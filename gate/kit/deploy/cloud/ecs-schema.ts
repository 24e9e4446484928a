/**
 * A task definition as RegisterTaskDefinition takes it: names of fields, and the form of those that
 * a backend needs. AWS publishes no JSON Schema of it; AWS refuses names that are not here:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
const text = { type: 'string', minLength: 1 } as const
const any = {}
const named = (names: readonly string[], value: object = any) =>
  Object.fromEntries(names.map((name) => [name, value]))
const list = (items: object) => ({ type: 'array', items })
const strict = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const pair = (value: string) => strict({ name: text, [value]: { type: 'string' } }, ['name', value])

const container = strict(
  {
    name: text,
    image: text,
    essential: { type: 'boolean' },
    environment: list(pair('value')),
    secrets: list(pair('valueFrom')),
    portMappings: list(
      strict({
        containerPort: { type: 'integer', minimum: 1, maximum: 65_535 },
        hostPort: { type: 'integer', minimum: 0, maximum: 65_535 },
        protocol: { enum: ['tcp', 'udp'] },
        ...named(['name', 'appProtocol', 'containerPortRange']),
      }),
    ),
    logConfiguration: strict(
      { logDriver: text, options: { type: 'object' }, secretOptions: list(pair('valueFrom')) },
      ['logDriver'],
    ),
    healthCheck: strict(
      {
        command: { ...list(text), minItems: 2 },
        interval: { type: 'integer', minimum: 5, maximum: 300 },
        timeout: { type: 'integer', minimum: 2, maximum: 120 },
        retries: { type: 'integer', minimum: 1, maximum: 10 },
        startPeriod: { type: 'integer', minimum: 0, maximum: 300 },
      },
      ['command'],
    ),
    stopTimeout: { type: 'integer', minimum: 0, maximum: 120 },
    ...named(['cpu', 'memory', 'memoryReservation'], { type: 'integer' }),
    ...named(['command', 'entryPoint', 'links', 'dependsOn', 'environmentFiles', 'mountPoints']),
    ...named(['volumesFrom', 'linuxParameters', 'startTimeout', 'hostname', 'user', 'privileged']),
    ...named(['workingDirectory', 'disableNetworking', 'readonlyRootFilesystem', 'dnsServers']),
    ...named(['dnsSearchDomains', 'extraHosts', 'dockerSecurityOptions', 'interactive', 'ulimits']),
    ...named(['pseudoTerminal', 'dockerLabels', 'systemControls', 'resourceRequirements']),
    ...named(['firelensConfiguration', 'credentialSpecs', 'repositoryCredentials']),
    ...named(['restartPolicy', 'versionConsistency']),
  },
  ['name', 'image'],
)

export const taskDefinitionSchema = strict(
  {
    family: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,255}$' },
    containerDefinitions: { ...list(container), minItems: 1 },
    networkMode: { enum: ['awsvpc', 'bridge', 'host', 'none'] },
    requiresCompatibilities: list({ enum: ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'] }),
    ...named(['cpu', 'memory', 'taskRoleArn', 'executionRoleArn'], text),
    ...named(['volumes', 'placementConstraints', 'tags', 'pidMode', 'ipcMode', 'ephemeralStorage']),
    ...named(['proxyConfiguration', 'inferenceAccelerators', 'runtimePlatform']),
    ...named(['enableFaultInjection']),
  },
  ['family', 'containerDefinitions'],
)
