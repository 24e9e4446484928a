/**
 * nginx looks a name in proxy_pass or upstream up once, when it starts. A procedure that replaces
 * the backend's containers leaves it with the address of one that is gone.
 */
import { isVariable } from '#gate/kit/edge/places.ts'
import { directivesOf, walk } from '#gate/kit/edge/tree.ts'
import { type NginxFile, nginxFilesOf } from '../deployment/proxies.ts'
import { proceduresOf, type Step } from '../deployment/releases.ts'
import { lineInGuide } from '../document/blocks.ts'
import { composeCallOf } from '../document/commands.ts'
import type { Guide } from '../document/guide.ts'
import type { Finder } from './finder.ts'

const isAddress = /^(?:\d+\.\d+\.\d+\.\d+|\[.*\]|localhost)(?::\d+)?$|^unix:/

interface Lookup {
  name: string
  line: number
}

/** Names that are looked up once: of `server` in an upstream block, and in proxy_pass. */
function namesOf({ block, directives, places }: NginxFile): Lookup[] {
  const blocks = [...walk(directives)].filter(({ directive }) => directive.name === 'upstream')
  const servers = blocks.flatMap(({ directive }) =>
    directivesOf(directive.block ?? [], 'server').filter(
      ({ args }) => !args.some(({ value }) => value === 'resolve'),
    ),
  )
  const defined = blocks.map(({ directive }) => directive.args[0]?.value.toLowerCase())
  const direct = places.filter(
    (place) =>
      !isVariable(place) && !place.targets.some((name) => defined.includes(name.toLowerCase())),
  )
  const found = [
    ...servers.map(({ args, line }) => ({ name: args[0]?.value ?? '', line })),
    ...direct.flatMap(({ targets, directive }) =>
      targets.map((name) => ({ name, line: directive.line })),
    ),
  ]
  return found
    .filter(({ name }) => name !== '' && !isAddress.test(name) && !name.includes('$'))
    .map(({ name, line }) => ({ name: name.replace(/:\d+$/, ''), line: lineInGuide(block, line) }))
}

const updating = /updat|upgrad|re-?deploy|new version|rolling|blue|green|zero.?downtime|cut.?over/i

/** Steps after which the backend's containers are others than before. */
function replacing(guide: Guide): Step[] {
  const procedures = proceduresOf(guide)
  const starts = procedures.flatMap((steps) => steps.filter(({ deed }) => deed === 'start'))
  return procedures.flatMap((steps) => {
    if (steps.some(({ deed }) => deed === 'reload')) return []
    const inSection = guide.commands.filter(
      ({ block }) => block.section.join() === steps[0]?.command.block.section.join(),
    )
    if (
      inSection.some(
        ({ words }) => /nginx/.test(words.join(' ')) && /reload|HUP|restart/.test(words.join(' ')),
      )
    )
      return []
    return steps.filter(({ deed, command: { words, block } }) => {
      if (deed !== 'start') return false
      const call = composeCallOf(words)
      const isForced = words.some((word) => /^--(?:build|force-recreate|scale|pull)/.test(word))
      // A service of a Swarm keeps its virtual address.
      if (call?.verb !== 'up') return false
      const isAgain = starts.length > 1 && updating.test(block.section.slice(1).join(' '))
      return isForced || isAgain
    })
  })
}

export const upstreamOnce: Finder = (guide) => {
  const [step] = replacing(guide)
  if (!step) return []
  return nginxFilesOf(guide).flatMap((file) => {
    const [first, ...others] = namesOf(file)
    if (!first) return []
    return [
      {
        id: 'upstream-resolved-once',
        line: first.line,
        related: [step.line, ...others.map(({ line }) => line)],
        problem: `nginx looks "${first.name}" up once, and the guide replaces what is behind it.`,
        ran: `traced "${first.name}" through the procedure of line ${step.line} (not run)`,
        printed:
          'the address is the one of the start, no step reloads nginx: 502 until somebody does',
        fix: 'Use a variable and a resolver, or "resolve" behind it, or reload nginx as a step.',
        claims: ['edge.follows-replacement', 'release.blue-green-lossless'],
      },
    ]
  })
}
