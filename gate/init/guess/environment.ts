/** What the backend needs in its environment besides what the gate makes, and its first user. */
import { randomBytes } from 'node:crypto'
import { isSecretName } from '#gate/secret-names.ts'
import type { Findings, Guess } from '../guess.ts'
import type { Variable } from '../read/variables.ts'
import { isOwnSecret } from './settings.ts'

const secretBytes = 32

/** A file that an operator copies and fills in. */
const sampleFile = /(^|\/)[^/]*env[^/]*$/i

const adminNames = {
  email: /^(FIRST_|INITIAL_|DEFAULT_)?(SUPER_?USER|ADMIN)(_EMAIL)?$/,
  name: /^(FIRST_|INITIAL_|DEFAULT_)?(SUPER_?USER|ADMIN)_(USER)?NAME$/,
  password: /^(FIRST_|INITIAL_|DEFAULT_)?(SUPER_?USER|ADMIN)_PASS(WORD)?$/,
}

/** Variables that other guesses take: the gate fills them in. */
export function taken(guesses: readonly Guess[]): Set<unknown> {
  const filled = ['backing', 'launch', 'secretKey', 'jwtSecretKey']
  return new Set(
    guesses
      .filter(({ path }) => path.some((key) => filled.includes(key)))
      .flatMap(({ value }) => value),
  )
}

function adminGuesses(variables: readonly Variable[]): Guess[] {
  const valued = (pattern: RegExp) =>
    variables.find(({ name, value }) => pattern.test(name) && value !== '')
  const { email, name, password } = {
    email: valued(adminNames.email),
    name: valued(adminNames.name),
    password: valued(adminNames.password),
  }
  if (!password || !(email ?? name)) return []
  const value = {
    name: name?.value ?? email?.value ?? '',
    email: email?.value ?? '',
    password: password.value,
  }
  return [{ path: ['admin'], value, because: `${password.name} in ${password.file}` }]
}

/** A name that says before its own word that it is one of the secrets: `SECRETS_CIPHER`. */
const amongSecrets = /(^|_)SECRETS?_/i
/** A sample that says of itself that it is no secret; an address with such a word is an address. */
const placeholder =
  /^(?!.*:\/\/).*(change[-_ ]?(me|this|it)|replace[-_ ]?(me|this)|insecure|not[-_ ]secure|your-)/i

function isSecret({ name, value }: Variable): boolean {
  return isSecretName(name) || (amongSecrets.test(name) && placeholder.test(value))
}

/** Lengths of keys for ciphers: a sample of such a length often has to have it. */
const keyLengths: readonly number[] = [16, 24, 32, 64]

/** A secret as long as the sample's, if that is a length that keys have to have. */
function secretLike(sample: string): string {
  const made = randomBytes(secretBytes)
  if (!keyLengths.includes(sample.length)) return made.toString('base64url')
  return made.toString('hex').slice(0, sample.length)
}

/** The value of the sample; of a secret one that is made, as production refuses known ones. */
function valueFor(variable: Variable): Pick<Guess, 'value' | 'because'> {
  const { name, value, file } = variable
  // The first user's is what the trial logs in with.
  if (!isSecret(variable) || adminNames.password.test(name)) return { value, because: `in ${file}` }
  const because = `made for the trial: the one in ${file} is no secret`
  return { value: secretLike(value), because }
}

/** Secrets that a sample leaves to be made up: the gate makes them. */
function secretGuesses(variables: readonly Variable[], isTaken: ReadonlySet<unknown>): Guess[] {
  const blank = variables.filter(
    ({ name, value, file }) =>
      value === '' && sampleFile.test(file) && isOwnSecret(name) && !isTaken.has(name),
  )
  const [first] = blank
  if (first === undefined) return []
  const because = `empty in ${first.file}`
  return [{ path: ['secrets'], value: blank.map(({ name }) => name), because }]
}

/** Hosts that a request to this machine has. */
const local = /^(localhost|127\.0\.0\.1|\[?::1\]?|\*)$/

/** A host that the backend answers to, where it does not answer to this machine's own. */
function hostGuesses(variables: readonly Variable[], others: readonly Guess[]): Guess[] {
  const name = others.find(({ path }) => path.join('.') === 'settings.trustedHosts')?.value
  const { value = '', file } = variables.find((variable) => variable.name === name) ?? {}
  const hosts = value
    .split(/[\s,;]+/)
    .map((host) => host.replace(/^["'[]+|["'\]]+$/g, ''))
    .filter(Boolean)
  const [first] = hosts
  if (first === undefined || hosts.some((host) => local.test(host))) return []
  const host = first.replace(/^(\*\.|\.)/, 'www.')
  return [{ path: ['proxyHeaders', 'host'], value: host, because: `by ${name} in ${file}` }]
}

/** Words for production, each with the one for development that goes with it. */
const modes: Readonly<Record<string, string>> = {
  production: 'development',
  prod: 'dev',
  release: 'debug',
}

/** The two values of the variable for the mode: as a file has it, if that is production's. */
function modeGuesses(name: string, variables: readonly Variable[]): Guess[] {
  const { value = '', file } = variables.find((variable) => variable.name === name) ?? {}
  const development = modes[value.toLowerCase()]
  const [production, because] =
    development === undefined
      ? ['production', 'the usual word: is it the one for production?']
      : [value, `in ${file}`]
  return [
    { path: ['environment', 'production', name], value: production, because },
    { path: ['environment', 'development', name], value: development ?? 'development' },
  ]
}

/**
 * The values of production: the sample's, with the mode set.
 * @param left names of variables that production leaves at their defaults
 */
export function environmentFindings(
  variables: readonly Variable[],
  others: readonly Guess[],
  left: ReadonlySet<string> = new Set(),
): Findings {
  const isTaken = taken(others)
  const isLeft = (name: string) =>
    left.has(name) && !Object.values(adminNames).some((pattern) => pattern.test(name))
  const mode = others.find(({ path }) => path.join('.') === 'settings.environment')?.value as
    | string
    | undefined
  const debug = others.find(({ path }) => path.join('.') === 'settings.debug')?.value as
    | string
    | undefined
  const given = variables.filter(
    ({ name, value }) =>
      value !== '' && !isTaken.has(name) && name !== mode && name !== debug && !isLeft(name),
  )
  const guesses: Guess[] = given.map((variable) => ({
    path: ['environment', 'always', variable.name],
    ...valueFor(variable),
  }))
  if (mode !== undefined) guesses.push(...modeGuesses(mode, variables))
  if (debug !== undefined) {
    guesses.push({ path: ['environment', 'production', debug], value: 'false', because: 'or 0?' })
  }
  return {
    guesses: [
      ...guesses,
      ...secretGuesses(variables, isTaken),
      ...adminGuesses(variables),
      ...hostGuesses(variables, others),
    ],
    todos: [],
  }
}
