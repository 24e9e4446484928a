/** How many processes serve in a container: of the command that starts it. */
import { basename } from 'node:path'
import { wordsWithin } from '#gate/kit/deploy/compose/command-words.ts'
import type { ComposeService } from '#gate/kit/deploy/compose/compose-file.ts'
import { substitute, type Values } from '#gate/kit/deploy/compose/substitution.ts'
import type { CodeBlock } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'
import { dockerfileOf } from './compose-files.ts'
import { environmentOf, type GuideImage, lastOf, wordsOfForm } from './dockerfiles.ts'

export interface Processes {
  count: number
  /** Where the guide says it: `-w 4`. */
  from: string
}

/** A server that starts processes of its own. */
interface Server {
  program: RegExp
  /** Options with the number of processes. */
  options: readonly string[]
  variable?: string
  /** The number in a file of its configuration. */
  file?: { name: RegExp; count: RegExp }
}

const servers: readonly Server[] = [
  {
    program: /^gunicorn$/,
    options: ['-w', '--workers'],
    variable: 'WEB_CONCURRENCY',
    file: { name: /gunicorn[\w.-]*\.py$/, count: /^workers\s*=\s*(.+)$/m },
  },
  {
    program: /^(?:uvicorn|hypercorn|granian)$/,
    options: ['-w', '--workers'],
    variable: 'WEB_CONCURRENCY',
  },
  {
    program: /^(?:puma|rails|pumactl)$/,
    options: ['-w', '--workers'],
    variable: 'WEB_CONCURRENCY',
    file: { name: /puma[\w.-]*\.rb$/, count: /^[ \t]*workers[ \t(]+(.+)$/m },
  },
  {
    program: /^pm2(?:-runtime|-docker)?$/,
    options: ['-i', '--instances'],
    file: { name: /ecosystem[\w.-]*\.(?:c?js|json)$/, count: /\binstances["']?\s*:\s*([^,\n}]+)/ },
  },
]

/** One process, whatever it is told. */
const single = /^(?:node|python3?|java|dotnet|deno|bun|ruby|daphne|waitress-serve)$/

function optionIn(words: readonly string[], options: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    for (const option of options) {
      if (word === option) return words[at + 1]
      if (word.startsWith(`${option}=`)) return word.slice(option.length + 1)
      const isShort = /^-\w$/.test(option) && word.startsWith(option)
      if (isShort && /^\d+$/.test(word.slice(2))) return word.slice(2)
    }
  }
  return undefined
}

/** A number, a variable with a known value, or the default in a call that reads a variable. */
function countIn(text: string, values: Values): number | undefined {
  const plain = substitute(text, values).text.trim()
  const [, whole] = /^["']?(\d+)["']?,?\s*(?:#.*|\/\/.*)?$/.exec(plain) ?? []
  if (whole !== undefined) return Number(whole)
  const [, variable] = /(?:environ|getenv|ENV|env)\b[^"']*["']([A-Z]\w*)["']/.exec(plain) ?? []
  const value = variable === undefined ? undefined : values[variable]
  if (value !== undefined && /^\d+$/.test(value)) return Number(value)
  const [, otherwise] = /["'][A-Z]\w*["']\s*(?:,|\)\s*\{)\s*["']?(\d+)/.exec(plain) ?? []
  return otherwise === undefined ? undefined : Number(otherwise)
}

/** @param words of the command, those of a script that it gives a shell included */
export function processesIn(
  words: readonly string[],
  values: Values,
  blocks: readonly CodeBlock[],
): Processes | undefined {
  const all = wordsWithin(words)
  const names = all.map((word) => basename(word))
  const server = servers.find(({ program }) => names.some((name) => program.test(name)))
  if (!server) {
    const isKnown = names.some((name) => single.test(name)) && !names.includes('-m')
    return isKnown ? { count: 1, from: all.join(' ') } : undefined
  }
  const { options, variable, file } = server
  const asked = optionIn(all, options)
  if (asked !== undefined) {
    const count = countIn(asked, values)
    return count === undefined ? undefined : { count, from: `${options[0]} ${asked}` }
  }
  const config = file && blocks.find(({ path }) => path !== undefined && file.name.test(path))
  const [, written] = (config && file?.count.exec(config.text)) ?? []
  if (written !== undefined) {
    const count = countIn(written, values)
    return count === undefined
      ? undefined
      : { count: Math.max(1, count), from: `${config?.path}: ${written.trim()}` }
  }
  const set = variable === undefined ? undefined : values[variable]
  if (set !== undefined) {
    return /^\d+$/.test(set) ? { count: Number(set), from: `${variable}=${set}` } : undefined
  }
  return { count: 1, from: `${names.find((name) => server.program.test(name))} alone` }
}

/** An image of one's own: of a registry, or with a variable; not one of the official library. */
const isOwnImage = (image: string) => image === '' || /[/$]/.test(image)

/** The Dockerfile among the guide's that a service is built from. */
export function imageFor(
  service: ComposeService,
  images: readonly GuideImage[],
): GuideImage | undefined {
  const path = dockerfileOf(service)
  const [only, ...others] = images
  if (path === undefined) {
    return others.length === 0 && isOwnImage(service.image) ? only : undefined
  }
  const named = images.find(
    ({ block }) => block.path !== undefined && posixEnds(path, block.path.replace(/^\.\//, '')),
  )
  return named ?? (others.length === 0 ? only : undefined)
}

const posixEnds = (one: string, other: string) =>
  one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`)

/** Processes of one container of a service; undefined if nobody can tell from the guide. */
export function processesOf(
  service: ComposeService,
  images: readonly GuideImage[],
  { guide, values }: { guide: Guide; values: Values },
): Processes | undefined {
  const image = imageFor(service, images)
  const entry = image && wordsOfForm(lastOf(image, 'ENTRYPOINT')?.text ?? '')
  const command = image && wordsOfForm(lastOf(image, 'CMD')?.text ?? '')
  const own = [...service.entrypoint, ...service.command]
  const words = own.length > 0 ? own : [...(entry ?? []), ...(command ?? [])]
  if (words.length === 0) return undefined
  const known = { ...(image ? environmentOf(image) : {}), ...values }
  return processesIn(words, known, guide.blocks)
}
