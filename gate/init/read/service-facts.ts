/** What a compose file says of the backend's container: its port, and what its check asks for. */

import { posix } from 'node:path'
import type { ComposeService } from '#gate/kit/deploy/compose/compose-file.ts'
import { substitute } from '#gate/kit/deploy/compose/substitution.ts'
import { askedBy } from '#gate/kit/deploy/image/asked-by.ts'
import { mapOf, pairsOf } from '#gate/yaml-map.ts'
import { type DockerfileFacts, portOf, readDockerfile, speaksFastCgi } from './dockerfile.ts'
import type { Folder } from './files.ts'

/** Variables with their defaults: the operator may choose others. */
const known = (text: unknown): string => substitute(String(text ?? '')).text

function portIn(text: unknown): number | undefined {
  const number = Number(known(text).replace(/\/.*$/, ''))
  return Number.isInteger(number) && number > 0 ? number : undefined
}

/** The port that is published or exposed. */
function openPort({ written: { ports, expose } }: ComposeService): number | undefined {
  const [first] = [ports, expose].flatMap((list) => (Array.isArray(list) ? list : []))
  return portIn(mapOf(first).target ?? known(first).split(':').at(-1))
}

/** The port that Traefik is told. */
function labelledPort({ written }: ComposeService): number | undefined {
  const label = /^traefik\..*\.server\.port$/
  return portIn(pairsOf(written.labels).find(([name]) => label.test(name))?.[1])
}

/** The Dockerfile that it is built from, if it lies in the folder. */
function dockerfileOf(folder: Folder, file: string, { written: { build } }: ComposeService) {
  if (build === undefined) return undefined
  const { context = '.', dockerfile = 'Dockerfile' } =
    typeof build === 'string' ? { context: build } : mapOf(build)
  const path = posix.join(posix.dirname(file), String(context), String(dockerfile))
  return folder.has(path) ? path : undefined
}

/** The port of a script that the words run: `/start`, `bash scripts/start.sh`. */
function scriptPort(folder: Folder, words: string): number | undefined {
  const names = words.match(/[\w.-]+\.sh\b|(?<=\/)[\w.-]+(?=\s|$)/g) ?? []
  return names
    .flatMap((name) => folder.all(`{,*/,*/*/,*/*/*/}${name}`))
    .filter((file) => folder.has(file))
    .map((file) => portOf(folder.read(file)))
    .find((port) => port !== undefined)
}

/** More files than that are not those of an edge. */
const maxConfigurations = 20

/** The port that a configuration of nginx passes requests for the service on to, by HTTP. */
function passedPort(folder: Folder, name: string): number | undefined {
  const to = new RegExp(`(?:\\bserver\\s+|\\bproxy_pass\\s+http:\\/\\/)${name}:(\\d+)`)
  return folder
    .all('{,*/,*/*/,*/*/*/}*.conf{,.template,.tpl}')
    .slice(0, maxConfigurations)
    .filter((file) => folder.has(file))
    .map((file) => folder.read(file))
    .filter((text) => !/\b(?:uwsgi|fastcgi|grpc)_pass\b/.test(text))
    .map((text) => portIn(to.exec(text)?.[1]))
    .find((port) => port !== undefined)
}

export interface ServiceFacts extends DockerfileFacts {
  /** The Dockerfile of its image. */
  dockerfile?: string
}

/** Reads the service, and the Dockerfile of its image. */
export function readService(folder: Folder, file: string, service: ComposeService): ServiceFacts {
  const dockerfile = dockerfileOf(folder, file, service)
  const image = dockerfile === undefined ? {} : readDockerfile(folder.read(dockerfile))
  const { test } = mapOf(service.written.healthcheck)
  const check = askedBy(Array.isArray(test) ? test.join(' ') : String(test ?? ''))
  const command = service.command.join(' ')
  const port =
    openPort(service) ??
    check?.port ??
    labelledPort(service) ??
    portIn(service.environment.PORT) ??
    portOf(command) ??
    image.port ??
    scriptPort(folder, `${command} ${image.command ?? ''}`) ??
    passedPort(folder, service.name)
  const healthPath = check?.path ?? image.healthPath
  const isOwn = service.image !== '' && dockerfile === undefined
  const isFastCgi = isOwn
    ? speaksFastCgi(service.image, command)
    : image.isFastCgi && command === ''
  return {
    ...(port === undefined ? {} : { port }),
    ...(healthPath === undefined ? {} : { healthPath }),
    ...(isFastCgi ? { isFastCgi } : {}),
    ...(dockerfile === undefined ? {} : { dockerfile }),
  }
}
