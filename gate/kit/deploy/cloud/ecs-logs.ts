/** Where a task's logs go, and what it needs to fetch and to write. Pure. */
import { mapOf, type YamlMap } from '../compose/yaml.ts'
import type { Task } from './ecs-rules.ts'

/** Without these awslogs takes nothing, or nobody finds it. */
const logOptions = ['awslogs-group', 'awslogs-region']

/** @param backend whose logs have to go somewhere; on EC2 they go where the instance sends them */
export function* logProblems(
  { task, containers, isFargate }: Task,
  backend: YamlMap | undefined,
): Generator<string> {
  if (isFargate && backend && backend.logConfiguration === undefined)
    yield `${backend.name}: no logConfiguration`
  const isElsewhere = Array.isArray(task.requiresCompatibilities) && !isFargate
  const needed = isElsewhere ? logOptions : [...logOptions, 'awslogs-stream-prefix']
  for (const { name, logConfiguration } of containers) {
    const { logDriver, options } = mapOf(logConfiguration)
    if (logDriver !== 'awslogs') continue
    const missing = needed.filter((option) => !mapOf(options)[option])
    if (missing.length > 0) yield `${name}: logConfiguration lacks ${missing.join(', ')}`
  }
}

const privateRegistry = /\.dkr[.-]ecr\b/

/** What the agent of ECS may not do for the task without a role. */
export function* roleProblems({ task, containers, isFargate }: Task): Generator<string> {
  if (task.executionRoleArn !== undefined) return
  const needs = [
    // AWS says so of an empty list, too.
    ['secrets are not read', ({ secrets }: YamlMap) => secrets !== undefined],
    [
      'secrets of the log driver are not read',
      ({ logConfiguration }: YamlMap) => mapOf(logConfiguration).secretOptions !== undefined,
    ],
    [
      'the registry lets nobody in',
      ({ repositoryCredentials, image }: YamlMap) =>
        repositoryCredentials !== undefined || (isFargate && privateRegistry.test(String(image))),
    ],
    [
      'logs are not written',
      ({ logConfiguration }: YamlMap) =>
        isFargate && mapOf(logConfiguration).logDriver === 'awslogs',
    ],
  ] as const
  for (const [what, isNeeded] of needs) {
    if (containers.some(isNeeded)) yield `executionRoleArn: without it ${what}`
  }
}
