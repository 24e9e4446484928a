/** Container definitions of ECS, which Beanstalk uses as well. Pure. */
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { type BackendConfig, backendPort, choose } from './backend.ts'
import { isPlaceholder } from './places.ts'

export const mapsIn = (value: unknown): YamlMap[] => (Array.isArray(value) ? value.map(mapOf) : [])

/** A list of `name` and `value` or `valueFrom` as a map. */
function valuesOf(list: unknown, key: string): Record<string, string> {
  const filled = mapsIn(list).filter((each) => each[key] !== undefined)
  return Object.fromEntries(filled.map((each) => [String(each.name), String(each[key])]))
}

/** The containers that name no image. */
export function withoutImage(containers: readonly YamlMap[]): string[] {
  return containers.filter(({ image }) => !image).map(({ name }) => String(name))
}

/** The highest port. */
const largestRange = 65_535

/** The ports of a container; ranges are expanded. */
export function portsOf({ portMappings }: YamlMap): number[] {
  return mapsIn(portMappings).flatMap(({ containerPort, containerPortRange }) => {
    const [first = 0, last = -1] = String(containerPortRange ?? '')
      .split('-')
      .map(Number)
    const isRange = containerPortRange !== undefined && last >= first && last <= largestRange
    if (isRange) return Array.from({ length: last - first + 1 }, (_, at) => first + at)
    return Number.isInteger(containerPort) ? [Number(containerPort)] : []
  })
}

/** An ARN, or the name of an SSM parameter. */
const address = /^(?:arn:.+|[\w./-]+)$/

/** Secrets whose `valueFrom` is not a reference but a value. */
export function strangeSecrets(secrets: readonly YamlMap[]): Record<string, string> {
  const values = Object.entries(valuesOf(secrets, 'valueFrom'))
  const isStrange = (value: string) => !address.test(value) && !isPlaceholder(value)
  return Object.fromEntries(values.filter(([, value]) => isStrange(value)))
}

/** What a container definition says about the backend. */
export interface ContainerFacts {
  plain: Record<string, string>
  references: string[]
  /** What the references name, by variable. */
  stored: Record<string, string>
  image: string
  ports: number[]
  /** Files with further variables that only the platform can read. */
  files: string[]
}

export function factsOf(container: YamlMap): ContainerFacts {
  const stored = valuesOf(container.secrets, 'valueFrom')
  const words = strangeSecrets(mapsIn(container.secrets))
  return {
    plain: { ...valuesOf(container.environment, 'value'), ...words },
    references: Object.keys(stored),
    stored,
    image: String(container.image ?? ''),
    ports: portsOf(container),
    files: mapsIn(container.environmentFiles).map(({ value }) => String(value)),
  }
}

/** The backend's container; undefined if it cannot be identified. */
export function backendContainer(
  containers: readonly YamlMap[],
  config: BackendConfig,
): YamlMap | undefined {
  const serving = containers.filter(({ firelensConfiguration }) => !firelensConfiguration)
  const port = backendPort(config)
  return choose(serving, config, {
    hasPort: (container) => portsOf(container).includes(port),
    variables: (container) => {
      const { plain, references } = factsOf(container)
      return [...Object.keys(plain), ...references]
    },
    name: ({ name }) => String(name),
  })
}
