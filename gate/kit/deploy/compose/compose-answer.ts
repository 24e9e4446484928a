/** Asks Docker Compose itself whether it takes a file. Needs no daemon, and fetches nothing. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { messageOf } from '#gate/errors.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { composeAtHand, runCompose } from '#gate/stack/docker/compose-command.ts'
import { isMap, mapOf } from '#gate/yaml-map.ts'
import { guessesInTurn } from './guesses.ts'
import type { Values } from './substitution.ts'
import { yamlDocuments } from './yaml.ts'

export type ComposeAnswer =
  | { kind: 'accepted'; version: string }
  | {
      kind: 'refused'
      version: string
      message: string
      /** Variables whose value only the operator knows: another value might be taken. */
      guessed: readonly string[]
    }
  /** Not asked, or it could not tell. */
  | { kind: 'unknown'; because: string }

export interface Question {
  /** Of the file. */
  path: string
  text: string
  /** The files over which it is laid, in their order. Default: none. */
  bases?: readonly string[]
  /** Of the example of the environment file. */
  values: Values
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
}

const timeoutMs = 60_000
/** A file that includes others may require more variables than it names itself. */
const maxRequired = 100

/** Compose would fetch these. */
const remote = /^(?:oci|https?|ssh|git):|^git@|^github\.com\/|\.git(?:#|$)/
const offline = { COMPOSE_EXPERIMENTAL_GIT_REMOTE: '0', COMPOSE_EXPERIMENTAL_OCI_REMOTE: '0' }

/** Files that the file is made of beside itself. */
function partsOf(document: unknown): string[] {
  const { include, services } = mapOf(document)
  const included = (Array.isArray(include) ? include : []).flatMap((each) =>
    isMap(each) ? each.path : each,
  )
  const extended = Object.values(mapOf(services)).map(
    (service) => mapOf(mapOf(service).extends).file,
  )
  return [...included, ...extended].filter((path) => typeof path === 'string')
}

/** The environment of services is read from files that a checkout need not have. */
const missingEnvironment = /(?:env|label) file .* not found|couldn't find env file/i
const missingFile = /no such file or directory|cannot find the (?:file|path)/i
const missingVariable = /required variable (\w+) is missing a value/

function tidied(stderr: string, path: string): string {
  const lines = stderr.trim().split('\n')
  const said = lines.filter((line) => line !== '' && !/^time=.* level=warning/.test(line))
  return said
    .join(' ')
    .replaceAll(`${dirname(path)}/`, '')
    .replaceAll(/\s+/g, ' ')
}

/** Services of different profiles may take each other's place, and then have one name. */
const sharedName = /container name\b.*\bin use\b/i

/**
 * Runs one command of Compose on the file, and with a value for each variable that it asks for.
 * @param profile that is active: `*` for all, empty for what starts unasked
 */
async function run(question: Question, guesses: Values, args: readonly string[], profile = '*') {
  const { path, bases = [], values, labels } = question
  const given: Record<string, string> = { ...values, ...guesses }
  const folder = await mkdtemp(join(labels.scratchDir, 'compose-'))
  // In place of an .env file beside the compose file, which is the operator's.
  const none = join(folder, 'none.env')
  await writeFile(none, '')
  const active = profile === '' ? [] : ['--profile', profile]
  const below = bases.flatMap((base) => ['--file', base])
  const first = ['--project-name', 'preflight', ...active, '--env-file', none]
  for (let asked = 0; ; asked += 1) {
    const result = await runCompose({
      args: [...first, ...below, '--file', path, ...args],
      folder: dirname(path),
      labels,
      timeoutMs,
      variables: { ...given, ...offline },
    })
    const name = missingVariable.exec(result.stderr)?.[1]
    if (name === undefined || given[name] || asked >= maxRequired) return result
    given[name] = '1'
  }
}

/** What Compose says of all profiles at once, or of each alone where a name is that of several. */
async function acceptance(question: Question, guesses: Values) {
  const args = ['config', '--quiet']
  const all = await run(question, guesses, args)
  if (!sharedName.test(all.stderr)) return all
  const { stdout } = await run(question, guesses, ['config', '--profiles'], '')
  const profiles = stdout.split('\n').filter((name) => name !== '')
  for (const profile of ['', ...profiles]) {
    const alone = await run(question, guesses, args, profile)
    if (alone.code !== 0) return alone
  }
  return { ...all, code: 0, stderr: '' }
}

/** Compose's answer with one set of guesses. */
async function answerWith(
  question: Question,
  guesses: Values,
): Promise<{ isAccepted: boolean; message: string }> {
  const { code, stderr } = await acceptance(question, guesses)
  const message = tidied(stderr, question.path)
  // By then everything else was found to be right.
  return { isAccepted: code === 0 || missingEnvironment.test(message), message }
}

/** @throws PreflightError PREFLIGHT_E_TIMEOUT */
export async function askCompose(question: Question): Promise<ComposeAnswer> {
  const compose = await composeAtHand()
  if (compose === undefined) return { kind: 'unknown', because: 'Docker Compose is not installed' }
  const { version } = compose
  let document: unknown
  try {
    document = yamlDocuments(question.text, basename(question.path))
  } catch {
    document = undefined // Compose may read what we do not.
  }
  const elsewhere = partsOf(document).find((path) => remote.test(path))
  if (elsewhere) return { kind: 'unknown', because: `${elsewhere} would have to be fetched` }
  let last: { message: string; guesses: Values } | undefined
  for (const guesses of guessesInTurn(document, question.values)) {
    const { isAccepted, message } = await answerWith(question, guesses)
    if (isAccepted) return { kind: 'accepted', version }
    if (missingFile.test(message)) return { kind: 'unknown', because: message }
    last ??= { message, guesses }
  }
  const { message = '', guesses = {} } = last ?? {}
  return { kind: 'refused', version, message, guessed: Object.keys(guesses) }
}

/**
 * The services as Compose puts them together of all files, variables as written.
 * @returns undefined if Compose cannot tell
 */
export async function composedServices(question: Question): Promise<unknown> {
  const { code, stdout } = await run(question, {}, [
    'config',
    '--no-interpolate',
    '--format',
    'json',
  ])
  if (code !== 0) return undefined
  try {
    return mapOf(JSON.parse(stdout)).services
  } catch (cause) {
    throw new Error(`docker compose config printed no JSON: ${messageOf(cause)}`, { cause })
  }
}
