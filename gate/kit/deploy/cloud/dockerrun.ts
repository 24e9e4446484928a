/**
 * Reads the three versions of Dockerrun.aws.json: one image, ECS containers, or credentials of a
 * registry for a compose file. Pure.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/docker-configuration.html
 */
import { ownValue } from '#gate/own-value.ts'
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import type { BackendConfig } from './backend.ts'
import {
  backendContainer,
  type ContainerFacts,
  factsOf,
  mapsIn,
  withoutImage,
} from './containers.ts'
import { hasPortMappings, nameProblems, sizeProblems } from './ecs-rules.ts'
import { schemaProblems } from './ecs-schema.ts'

export interface Dockerrun extends Partial<ContainerFacts> {
  problems: string[]
  unknown: string[]
}

const keys: Readonly<Record<string, readonly string[]>> = {
  1: ['Authentication', 'Image', 'Ports', 'Volumes', 'Logging', 'Entrypoint', 'Command'],
  2: ['authentication', 'containerDefinitions', 'volumes', 'executionRoleArn', 'family'],
  3: ['Authentication'],
}
export const versionKey = 'AWSEBDockerrunVersion'

/** Keys that are a remark, as JSON has no comments: Beanstalk reads none that it does not know. */
const remark = /^(?:_|\/\/|\$|#|comment)/i

/** Beanstalk's proxy sends requests to the first port. */
function ofImage({ Image, Ports }: YamlMap): Dockerrun {
  const { Name: image, Update: _, ...others } = mapOf(Image)
  const [first] = mapsIn(Ports)
  const port = Number(first?.ContainerPort)
  const problems = []
  // Without a name it may be built from the Dockerfile beside it.
  if (Image !== undefined && image === undefined && Object.keys(others).length > 0)
    problems.push('Image.Name is missing')
  if (image !== undefined && !Number.isInteger(port))
    problems.push('Ports[0].ContainerPort is missing')
  return {
    image: String(image ?? ''),
    ports: Number.isInteger(port) ? [port] : [],
    problems,
    unknown: [],
  }
}

/** Volumes that Beanstalk makes for the logs of each container. */
const logVolume = /^awseb-logs-/

/** What ECS refuses of the containers. */
function containerProblems(document: YamlMap, containers: readonly YamlMap[]): string[] {
  const mounts = containers.flatMap(({ mountPoints }) => mapsIn(mountPoints))
  const made = mounts.filter(({ sourceVolume }) => logVolume.test(String(sourceVolume)))
  const volumes = [...mapsIn(document.volumes), ...made.map(({ sourceVolume: name }) => ({ name }))]
  const task = { family: 'beanstalk', volumes, containerDefinitions: containers }
  const definition = { task, containers, isFargate: false }
  return [
    ...schemaProblems(task).map(({ what }) => what),
    ...sizeProblems(definition),
    ...nameProblems(definition),
  ]
}

function ofContainers(document: YamlMap, config: BackendConfig): Dockerrun {
  const containers = mapsIn(document.containerDefinitions)
  if (containers.length === 0) return { problems: ['containerDefinitions is missing'], unknown: [] }
  const backend = backendContainer(containers, config)
  const names = containers.map(({ name }) => name).join(', ')
  if (!backend)
    return { problems: [], unknown: [`cannot tell which container is the backend: ${names}`] }
  const facts = factsOf(backend)
  const problems = containerProblems(document, containers)
  problems.push(...withoutImage(containers).map((name) => `${name}: image is missing`))
  // A proxy beside it, which has the ports, reaches it by a link.
  if (!hasPortMappings(containers)) problems.push(`${backend.name}: portMappings is missing`)
  return { ...facts, problems, unknown: [] }
}

export function readDockerrun(document: YamlMap, config: BackendConfig): Dockerrun {
  const version = String(document[versionKey] ?? '')
  const known = ownValue(keys, version)
  if (!known) {
    const problem =
      version === '' ? `${versionKey} is missing` : `${versionKey} is ${version}, not 1, 2 or 3`
    return { problems: [problem], unknown: [] }
  }
  const strange = Object.keys(document).filter(
    (key) => key !== versionKey && !known.includes(key) && !remark.test(key),
  )
  const read =
    version === '1'
      ? ofImage(document)
      : version === '2'
        ? ofContainers(document, config)
        : { problems: [], unknown: [] }
  const unknownKeys = strange.map((key) => `${key} is not a key of version ${version}`)
  return { ...read, problems: [...unknownKeys, ...read.problems] }
}
