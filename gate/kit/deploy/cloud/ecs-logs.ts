/** Rules about logs and the execution role of an ECS task. Pure. */
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import type { Task } from './ecs-rules.ts'

/** Options without which awslogs does not work. */
const logOptions = ['awslogs-group', 'awslogs-region']

/** @param backend must have a log configuration on Fargate; EC2 instances have a default */
export function* logProblems(
  { task, containers, isFargate }: Task,
  backend: YamlMap | undefined,
): Generator<string> {
  if (isFargate && backend && backend.logConfiguration === undefined)
    yield `${backend.name}: logConfiguration is missing`
  // Fargate takes tasks of awsvpc only.
  const isElsewhere =
    !isFargate && (Array.isArray(task.requiresCompatibilities) || task.networkMode !== 'awsvpc')
  const needed = isElsewhere ? logOptions : [...logOptions, 'awslogs-stream-prefix']
  for (const { name, logConfiguration } of containers) {
    const { logDriver, options } = mapOf(logConfiguration)
    if (logDriver !== 'awslogs') continue
    const missing = needed.filter((option) => !mapOf(options)[option])
    if (missing.length > 0) yield `${name}: logConfiguration is missing ${missing.join(', ')}`
  }
}

const privateRegistry = /\.dkr[.-]ecr\b/

/** What the ECS agent cannot do without an execution role. */
export function* roleProblems({ task, containers, isFargate }: Task): Generator<string> {
  if (task.executionRoleArn !== undefined) return
  const needs = [
    // AWS demands it even for an empty list.
    ['no secrets are read', ({ secrets }: YamlMap) => secrets !== undefined],
    [
      'no secrets of the log driver are read',
      ({ logConfiguration }: YamlMap) => mapOf(logConfiguration).secretOptions !== undefined,
    ],
    [
      'the image cannot be pulled',
      ({ repositoryCredentials, image }: YamlMap) =>
        repositoryCredentials !== undefined || (isFargate && privateRegistry.test(String(image))),
    ],
    [
      'no logs are written',
      ({ logConfiguration }: YamlMap) =>
        isFargate && mapOf(logConfiguration).logDriver === 'awslogs',
    ],
  ] as const
  for (const [what, isNeeded] of needs) {
    if (containers.some(isNeeded)) yield `executionRoleArn is missing; without it, ${what}`
  }
}
