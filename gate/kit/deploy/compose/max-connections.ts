/** PostgreSQL's max_connections, as a service of a compose file sets it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import { commandWords, wordsWithin } from './command-words.ts'
import type { ComposeService } from './compose-file.ts'
import { substitute } from './substitution.ts'

/** Variables that images other than the official one make a setting of. */
const variables: readonly { image: RegExp; name: string }[] = [
  { image: /postgresql/, name: 'POSTGRESQL_MAX_CONNECTIONS' },
  { image: /timescale/, name: 'TS_TUNE_MAX_CONNS' },
]

/** Configuration files that images read without being told. */
const readAnyway = /\/data\/postgresql(?:\.auto)?\.conf$|^\/opt\/bitnami\/postgresql\/conf\//

/** The last value that options on a command line give a setting: `-c name=…`, `--name=…`. */
function optionIn(words: readonly string[], name: string): string | undefined {
  const spelt = name.replaceAll('_', '[_-]')
  const setting = new RegExp(`^(?:-c|--set=)?(?:--)?${spelt}=(.*)$`, 'is')
  return words.flatMap((word) => setting.exec(word)?.[1] ?? []).at(-1)
}

/** The value of `-N`, which is short for max_connections. */
function shortOption(words: readonly string[]): string | undefined {
  const joined = words.flatMap((word) => /^-N(\d+)$/.exec(word)?.[1] ?? [])
  return joined.at(-1) ?? words.flatMap((word, at) => (words[at - 1] === '-N' ? [word] : [])).at(-1)
}

/** The last value of a setting in a configuration file. */
function settingIn(text: string, name: string): string | undefined {
  const line = new RegExp(`^[ \\t]*${name}[ \\t]*(?:=[ \\t]*|[ \\t])'?([^'#\\s]*)`, 'gim')
  return [...text.matchAll(line)].at(-1)?.[1]
}

/** The configuration file that the server is told to read, or reads anyway and is given. */
function configFile(service: ComposeService, words: readonly string[]): string | undefined {
  const told = optionIn(words, 'config_file')
  if (told !== undefined) return told
  const mounted = [...service.binds, ...service.contents].map(({ target }) => target)
  return mounted.find((target) => readAnyway.test(target))
}

/** The text of a file within a service, if it comes from the compose file or lies beside it. */
function textAt({ binds, contents }: ComposeService, path: string, folder: string | undefined) {
  const written = contents.find(({ target }) => target === path)
  if (written) return written.text
  const bind = binds.find(({ target }) => path === target || path.startsWith(`${target}/`))
  if (bind === undefined || folder === undefined) return undefined
  const file = resolve(folder, bind.source, posix.relative(bind.target, path))
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined
}

/**
 * The max_connections that a service sets; `undefined` if it leaves the server's default.
 * @param folder of the compose file, for a configuration file beside it
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is set to what the files do not say
 */
export function maxConnectionsOf(service: ComposeService, folder?: string): number | undefined {
  const { name, image, entrypoint, command, environment } = service
  const hint = 'set deployment.maxConnections'
  // The start script of Bitnami's image puts these behind the server's name.
  const flags = commandWords(environment.POSTGRESQL_EXTRA_FLAGS ?? '') ?? []
  const words = [...wordsWithin([...entrypoint, ...command]), ...flags]
  const initial = commandWords(environment.POSTGRES_INITDB_ARGS ?? '') ?? []
  const path = configFile(service, words)
  const text = path === undefined ? undefined : textAt(service, path, folder)
  const given = variables.find((each) => each.image.test(image) && each.name in environment)
  const value =
    optionIn(words, 'max_connections') ??
    shortOption(words) ??
    (text === undefined ? undefined : settingIn(text, 'max_connections')) ??
    (given && environment[given.name]) ??
    optionIn(initial, 'max_connections')
  if (value === undefined) {
    if (path === undefined || text !== undefined) return undefined
    throw inconclusive(`${path} of the service ${name} may set max_connections: ${hint}`)
  }
  // A shell's variable is one of the service.
  const count = substitute(value, environment).text
  if (/^\d+$/.test(count)) return Number(count)
  throw inconclusive(`max_connections of the service ${name} is not in the file: ${hint}`)
}
