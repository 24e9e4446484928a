/** Whether what the deployment publishes of the edge is what nginx listens on. Pure. */
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { unknown } from '../deploy/compose/resolved.ts'
import { substituteAll } from '../deploy/compose/substitution.ts'
import type { NginxTree } from './nginx-tree.ts'
import type { Directive } from './syntax.ts'
import { directivesOf, type Listen, listenOf, servers, walk } from './tree.ts'

interface Published {
  /** As this machine has it; undefined for one that Docker chooses. */
  host: number | undefined
  container: number
  words: string
}

/** A port as written, in the short or the long form; undefined for one that is not plain TCP. */
function publishedOf(port: unknown): Published | undefined {
  const { target, published, protocol = 'tcp' } = mapOf(port)
  const words =
    target === undefined ? String(port) : `${published ?? ''}:${target}/${String(protocol)}`
  const [numbers = '', kind = 'tcp'] = words.split('/')
  const [container = '', host = ''] = numbers.split(':').reverse()
  if (kind !== 'tcp' || !/^\d+$/.test(container) || !/^\d*$/.test(host)) return undefined
  const told = numbers.replace(/^:/, '')
  return { host: host === '' ? undefined : Number(host), container: Number(container), words: told }
}

const addressOf = ({ args }: Directive) => args[0]?.value ?? ''
const isFromHere = (listen: Directive) => /^(127\.|localhost|\[::1\])/.test(addressOf(listen))

/** Listeners that a client outside reaches if their ports are published. */
function listeners({ directives, leftOut }: Pick<NginxTree, 'directives' | 'leftOut'>): Listen[] {
  const ofHttp = servers(directives).flatMap(({ block, listens }) => {
    const written = directivesOf(block.block ?? [], 'listen')
    return listens.filter((_, at) => !(written[at] && isFromHere(written[at])))
  })
  const others = [...walk(leftOut)].filter(({ directive }) => directive.name === 'listen')
  const all = [...ofHttp, ...others.map(({ directive }) => listenOf(directive))]
  return all.filter(({ isUnreachable }) => !isUnreachable)
}

/**
 * A published port on which nothing listens, while what listens is not published: by no port at
 * all, by none that has TLS, or under the very number that is published. A port that is published
 * in advance, or a listener for the inside alone, is no mistake.
 * @param service the edge's, as the compose file has it
 * @param tree its configuration; all that listens in the container has to be in it
 * @returns undefined too where a port or a listener depends on what only the operator knows
 */
export function misroutedPort(
  service: YamlMap,
  tree: Pick<NginxTree, 'directives' | 'leftOut'>,
): string | undefined {
  const { ports, network_mode: mode } = mapOf(substituteAll(service, {}, unknown))
  const listens = [...walk(tree.directives)].filter(({ directive }) => directive.name === 'listen')
  const isOpen = listens.some(({ directive }) => addressOf(directive).includes('$'))
  if (!Array.isArray(ports) || mode !== undefined || isOpen) return undefined
  const known = ports.map(publishedOf).filter((port) => port !== undefined)
  if (known.length < ports.length) return undefined
  const heard = listeners(tree)
  const isHeard = ({ container }: Published) => heard.some(({ port }) => port === container)
  const isOut = ({ port }: Listen) => known.some(({ container }) => container === port)
  const missed = heard.filter((listen) => !isOut(listen))
  const dead = known.filter((port) => !isHeard(port))
  const [first] = dead
  if (first === undefined || missed.length === 0) return undefined
  const secure = heard.filter(({ tls }) => tls)
  const isLost =
    dead.length === known.length ||
    (secure.length > 0 && !secure.some(isOut)) ||
    dead.some(({ host }) => missed.some(({ port }) => port === host))
  if (!isLost) return undefined
  const where = [...new Set(missed.map(({ port }) => port))].join(' and ')
  const dark = `${first.words} leads where nginx does not listen`
  return `${dark}; ${where}, where it listens, is not published`
}
