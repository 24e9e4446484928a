/** The compose files that a guide shows, and which of their services are the backend's. */
import { posix } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import {
  type ComposeFile,
  type ComposeService,
  readCompose,
} from '#gate/kit/deploy/compose/compose-file.ts'
import { lineFinder } from '#gate/kit/deploy/compose/problem.ts'
import { serversAmong, worksBeside } from '#gate/kit/deploy/compose/service-parts.ts'
import { isMap, mapOf } from '#gate/yaml-map.ts'
import { type CodeBlock, lineInGuide, nameOfBlock } from '../document/blocks.ts'
import { wholeBlocks } from '../document/guide.ts'
import { perGuide } from '../document/per-guide.ts'
import { anyOf } from '../pattern.ts'

export interface GuideCompose {
  block: CodeBlock
  /** Its path, or where it stands. */
  name: string
  file: ComposeFile
  services: readonly ComposeService[]
  /** The line of the guide for a place in the file; that of the file if it has no such place. */
  lineOf(path: readonly (string | number)[]): number
}

function read(block: CodeBlock): GuideCompose[] {
  const name = nameOfBlock(block)
  try {
    const file = readCompose(block.text, name)
    const find = lineFinder(block.text)
    const lineOf = (path: readonly (string | number)[]) => lineInGuide(block, find(path) ?? 1)
    return [{ block, name, file, services: file.services, lineOf }]
  } catch (error) {
    if (error instanceof PreflightError) return []
    throw error
  }
}

/** Those that can be read, as a whole each. */
export const composeFilesOf = perGuide((guide): readonly GuideCompose[] =>
  wholeBlocks(guide, 'compose').flatMap(read),
)

const otherServers = new RegExp(
  `(?:^|/)${anyOf(
    'mysql|mariadb|mongo|mongodb|memcached|rabbitmq|minio|elasticsearch|opensearch|kafka|nats',
    'mailhog|mailpit|vault',
  )}(?::|$)`,
)

/** The image's name tells a server that is nobody's backend. */
const isOther = ({ image }: ComposeService) => otherServers.test(image)

/** Services that are neither a server nor a tool: the backend, and its workers. */
export function appServices(services: readonly ComposeService[]): ComposeService[] {
  const servers = (['database', 'cache', 'edge'] as const).flatMap((part) =>
    serversAmong(part, services),
  )
  return services.filter(
    (service) =>
      !servers.includes(service) &&
      !isOther(service) &&
      ('build' in service.written || !worksBeside(service)),
  )
}

/** The Dockerfile that a service is built from, relative to the compose file's folder. */
export function dockerfileOf({ written: { build } }: ComposeService): string | undefined {
  if (build === undefined) return undefined
  const { context = '.', dockerfile = 'Dockerfile' } = isMap(build) ? build : { context: build }
  return posix.normalize(posix.join(String(context), String(dockerfile)))
}

/** Whether nobody started it unasked, or it ends: a migration, a seed. */
export function isJob({ written }: ComposeService): boolean {
  const { restart, deploy, profiles } = written
  const policy = mapOf(mapOf(deploy).restart_policy).condition
  return restart === 'no' || policy === 'none' || Array.isArray(profiles)
}
