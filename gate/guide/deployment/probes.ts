/** The health checks that a guide has: in images, compose files and task definitions. */

import { lineFinder } from '#gate/kit/deploy/compose/problem.ts'
import { yamlDocument } from '#gate/kit/deploy/compose/yaml.ts'
import { isMap, mapOf } from '#gate/yaml-map.ts'
import { lineInGuide, nameOfBlock } from '../document/blocks.ts'
import { type Guide, wholeBlocks } from '../document/guide.ts'
import { appServices, composeFilesOf, isJob } from './compose-files.ts'
import { imagesOf, lastOf, wordsOfForm } from './dockerfiles.ts'

export interface HealthCheck {
  /** What it is run by: `/bin/sh -c …`, or a program with its arguments. */
  words: readonly string[]
  /** In the guide: of the URL, else of the check. */
  line: number
  /** `HEALTHCHECK of Dockerfile`. */
  name: string
  /** The service whose check it is, of a compose file. */
  service?: string
}

const addresses = /\bhttps?:\/\/[^\s"'`|;)<>\]]+/g
const hostHeader = /(?:-H|--header[= ])\s*["']?Host:\s*([^"'\s\]]+)/i

/** What a command asks over HTTP, and for which host. */
export interface Request {
  url: URL
  host: string
}

/** The requests of a command; a URL with a variable in it is none. */
export function requestsIn(words: readonly string[]): Request[] {
  const text = words.join(' ')
  const [, named] = hostHeader.exec(text) ?? []
  return [...text.matchAll(addresses)].flatMap(([address]) => {
    const url = address.includes('$') ? null : URL.parse(address)
    return url ? [{ url, host: (named ?? url.hostname).replace(/:\d+$/, '') }] : []
  })
}

/** The line of a span of the guide that has a word; else its first one. */
function lineWith({ lines }: Guide, [first, last]: [number, number], word: string): number {
  const at = lines.slice(first - 1, last).findIndex((line) => line.includes(word))
  return at < 0 ? first : first + at
}

function ofImages(guide: Guide): HealthCheck[] {
  return imagesOf(guide).flatMap((image) => {
    const check = lastOf(image, 'HEALTHCHECK')
    const [, form] = /^(?:--\S+\s+)*CMD\s+([\s\S]+)$/i.exec(check?.text.trim() ?? '') ?? []
    if (!check || form === undefined) return []
    const line = lineWith(guide, [check.line, check.lastLine], 'CMD')
    return [{ words: wordsOfForm(form), line, name: `the HEALTHCHECK of ${image.name}` }]
  })
}

/** Words of a `test` of Compose or a `command` of ECS; none where it is switched off. */
export function checkWords(test: unknown): string[] {
  if (typeof test === 'string') return ['/bin/sh', '-c', test]
  const [kind, ...rest] = Array.isArray(test) ? test.map(String) : []
  if (kind === 'CMD') return rest
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', rest.join(' ')] : []
}

function ofCompose(guide: Guide): HealthCheck[] {
  return composeFilesOf(guide).flatMap((compose) =>
    appServices(compose.services)
      .filter((service) => !isJob(service))
      .flatMap(({ name, written }) => {
        const words = checkWords(mapOf(written.healthcheck).test)
        const line = compose.lineOf(['services', name, 'healthcheck', 'test'])
        const of = `the healthcheck of ${name} in ${compose.name}`
        return words.length === 0 ? [] : [{ words, line, name: of, service: name }]
      }),
  )
}

function ofTasks(guide: Guide): HealthCheck[] {
  return wholeBlocks(guide, 'ecs').flatMap((block) => {
    let document: unknown
    try {
      document = yamlDocument(block.text, nameOfBlock(block))
    } catch {
      return []
    }
    const { containerDefinitions: containers } = mapOf(document)
    const find = lineFinder(block.text)
    return (Array.isArray(containers) ? containers : []).flatMap((container, at) => {
      if (!isMap(container)) return []
      const words = checkWords(mapOf(container.healthCheck).command)
      const path = ['containerDefinitions', at, 'healthCheck', 'command']
      const line = lineInGuide(block, find(path) ?? 1)
      const name = `the healthCheck of ${container.name} in ${nameOfBlock(block)}`
      return words.length === 0 ? [] : [{ words, line, name }]
    })
  })
}

/** Health checks that are run inside of the backend's container. */
export function healthChecksOf(guide: Guide): HealthCheck[] {
  return [...ofImages(guide), ...ofCompose(guide), ...ofTasks(guide)]
}

/** Whether a path is that of a health check, by its usual names. */
export function isHealthPath(path: string): boolean {
  return /health|ready|readiness|livez?$|liveness|ping|status|\/up$|heartbeat/i.test(path)
}
