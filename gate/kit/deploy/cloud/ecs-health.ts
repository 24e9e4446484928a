/** What the health check of a container in an ECS task asks for. Pure. */
import type { YamlMap } from '#gate/yaml-map.ts'
import { mapOf } from '#gate/yaml-map.ts'
import { askedBy } from '../image/asked-by.ts'
import { type BackendConfig, ownPaths } from './backend.ts'
import { factsOf } from './containers.ts'

/** Ports that something of the task may listen on: mapped, or named by a variable. */
function openPorts(containers: readonly YamlMap[], { container }: BackendConfig): number[] {
  const facts = containers.map(factsOf)
  const named = facts
    .flatMap(({ plain }) => Object.values(plain))
    .filter((each) => /^\d+$/.test(each))
  return [...facts.flatMap(({ ports }) => ports), ...named.map(Number), container?.port ?? 0]
}

/**
 * A health check that asks a port on which nothing listens: ECS then replaces the task for ever.
 * What asks for something that is not known to be the backend's is a doubt: it may have a port of
 * its own for that.
 */
export function healthOfBackend(
  backend: YamlMap,
  containers: readonly YamlMap[],
  config: BackendConfig,
): { problems: string[]; unknown: string[] } {
  const { command } = mapOf(backend.healthCheck)
  const asked = Array.isArray(command) ? askedBy(command.join(' ')) : undefined
  const { ports } = factsOf(backend)
  const isOpen = (port: number) => openPorts(containers, config).includes(port)
  if (asked?.port === undefined || ports.length === 0 || isOpen(asked.port)) {
    return { problems: [], unknown: [] }
  }
  const what = `${backend.name}: healthCheck asks port ${asked.port}, containerPort is ${ports}`
  return ownPaths(config).includes(asked.path.replace(/[?#].*/, ''))
    ? { problems: [what], unknown: [] }
    : { problems: [], unknown: [what] }
}
