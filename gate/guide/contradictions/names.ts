/** Names that one block uses and another one does not have: files, services, ports, paths. */
import { basename } from 'node:path'
import { mapOf } from '#gate/yaml-map.ts'
import { appServices, composeFilesOf, type GuideCompose } from '../deployment/compose-files.ts'
import { imagesOf } from '../deployment/dockerfiles.ts'
import { healthRoutesOf } from '../deployment/health-routes.ts'
import { portOf } from '../deployment/ports.ts'
import { healthChecksOf, requestsIn } from '../deployment/probes.ts'
import { imageFor } from '../deployment/processes.ts'
import { composeCallOf, type GuideCommand, withInner } from '../document/commands.ts'
import type { Guide } from '../document/guide.ts'
import type { Finder, Finding } from './finder.ts'

interface Call {
  call: NonNullable<ReturnType<typeof composeCallOf>>
  command: GuideCommand
}

function composeCalls({ commands }: Guide): Call[] {
  return commands.flatMap((command) =>
    withInner(command.words).flatMap((words) => {
      const call = composeCallOf(words)
      return call ? [{ call, command }] : []
    }),
  )
}

const isOpen = (word: string) => /[$<>{}]/.test(word)

/** Whether the guide speaks of a file anywhere but behind `-f`: it is made there, or known. */
function isMentioned({ lines }: Guide, file: string): boolean {
  const name = basename(file)
  return lines.some((line) => {
    const without = line.replaceAll(/(?:-f|--file)[= ]+\S+/g, '')
    return without.includes(name)
  })
}

/** Files come with a repository that is cloned: which, nobody can see here. */
const clones = ({ commands }: Guide) =>
  commands.some(({ words }) => /\bgit (?:clone|pull|checkout)\b/.test(words.join(' ')))

export const composeFileUnknown: Finder = (guide) => {
  const shown = composeFilesOf(guide).filter(({ block }) => block.path !== undefined)
  if (shown.length === 0 || clones(guide)) return []
  const found = new Map<string, Finding>()
  for (const { call, command } of composeCalls(guide)) {
    for (const file of call.files) {
      const isKnown = isOpen(file) || file === '-' || isMentioned(guide, file)
      if (isKnown || found.has(file)) continue
      found.set(file, {
        id: 'compose-file-not-shown',
        line: command.line,
        related: shown.map(({ block }) => block.line),
        problem: `The command uses ${file}, which the guide neither shows nor makes.`,
        ran: `looked for ${file} among the files of the guide`,
        printed: `not found; the guide shows ${shown.map(({ name }) => name).join(', ')}`,
        fix: `Show ${file}, or say how it is made.`,
        claims: ['release.blue-green-lossless'],
      })
    }
  }
  return [...found.values()]
}

const withServices = new Set(
  ['exec', 'run', 'logs', 'restart', 'stop', 'start', 'up', 'build', 'pull', 'rm', 'kill'].concat([
    'pause',
    'unpause',
    'top',
    'port',
  ]),
)

/** The files of a call; undefined if one of them is not shown as a whole. */
function filesFor(files: readonly GuideCompose[], { files: named }: Call['call']) {
  if (named.length === 0) return files.length === 1 ? [...files] : undefined
  if (named.some((name) => /^[~/]/.test(name))) return undefined
  const found = named.map((name) =>
    files.filter(({ block }) => basename(block.path ?? '') === basename(name)),
  )
  return found.every((each) => each.length > 0) ? found.flat() : undefined
}

export const serviceUnknown: Finder = (guide) => {
  const files = composeFilesOf(guide)
  return composeCalls(guide).flatMap(({ call, command }) => {
    const { verb, operands } = call
    const known = filesFor(files, call)
    const hasMore = known?.some(({ file }) => mapOf(file.document).include !== undefined)
    if (!known || hasMore || !withServices.has(verb)) return []
    const services = known.flatMap((each) => each.services.map(({ name }) => name))
    const named =
      verb === 'exec' || verb === 'run' || verb === 'port' ? operands.slice(0, 1) : operands
    const wrong = named.find((name) => !isOpen(name) && !services.includes(name))
    if (wrong === undefined) return []
    return [
      {
        id: 'service-unknown',
        line: command.line,
        related: known.map(({ block }) => block.line),
        problem: `The command names the service ${wrong}, which no file of it has.`,
        ran: `docker compose ${verb} ${wrong}, against the services of the file`,
        printed: `no such service: ${wrong}; there are ${services.join(', ')}`,
        fix: 'Use the name of a service, or add it to the file.',
        claims: ['container.compose-valid'],
      },
    ]
  })
}

const local = /^(?:localhost|127\.|0\.0\.0\.0|\[::1\])/

export const healthPort: Finder = (guide) => {
  const images = imagesOf(guide)
  const services = composeFilesOf(guide).flatMap((compose) => appServices(compose.services))
  return healthChecksOf(guide).flatMap(({ words, line, name, service }) => {
    const own = services.find((each) => each.name === service)
    const image = own
      ? imageFor(own, images)
      : (images.find((each) => name.endsWith(` ${each.name}`)) ??
        (images.length === 1 ? images[0] : undefined))
    const port = portOf(image, own)
    const [wrong] = requestsIn(words).filter(({ url }) => {
      const asked = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
      return port !== undefined && local.test(url.hostname) && asked !== port.number
    })
    if (!wrong || !port) return []
    return [
      {
        id: 'health-check-port-wrong',
        line,
        related: port.line === undefined ? [] : [port.line],
        problem: `The server does not listen on the port of ${name}.`,
        ran: `compared ${wrong.url.origin} with the port of the server`,
        printed: `it listens on ${port.number} (${port.from})`,
        fix: `Ask on port ${port.number}.`,
        claims: ['container.healthcheck'],
      },
    ]
  })
}

export const healthPath: Finder = (guide) => {
  const routes = healthRoutesOf(guide)
  if (routes.length === 0) return []
  return healthChecksOf(guide).flatMap(({ words, line, name }) => {
    const [wrong] = requestsIn(words).filter(({ url: { pathname } }) => {
      const path = pathname.replace(/\/$/, '')
      const isRouted = routes.some((route) => path.endsWith(route.path))
      const others = guide.lines.filter((_, at) => at + 1 !== line)
      const isSpokenOf = others.some((text) => new RegExp(`${path}(?![\\w/-])`).test(text))
      return path !== '' && !isRouted && !isSpokenOf
    })
    if (!wrong) return []
    return [
      {
        id: 'health-check-path-unknown',
        line,
        related: routes.map((route) => route.line),
        problem: `No code of the guide answers ${wrong.url.pathname}, the path of ${name}.`,
        ran: `looked for ${wrong.url.pathname} among the routes of the guide's code`,
        printed: `not found; there are ${routes.map(({ path }) => path).join(', ')}`,
        fix: 'Ask for a path that exists.',
        claims: ['container.healthcheck'],
      },
    ]
  })
}
