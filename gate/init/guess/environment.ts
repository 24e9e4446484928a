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

/** The sample's value. What a sample says of a secret everybody can read: production refuses it. */
function valueFor({ name, value, file }: Variable): Pick<Guess, 'value' | 'because'> {
  // The first user's is what the trial logs in with.
  if (!isSecretName(name) || adminNames.password.test(name)) return { value, because: `in ${file}` }
  const because = `made for the trial: the one in ${file} is no secret`
  return { value: randomBytes(secretBytes).toString('base64url'), because }
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

/** The values of production: the sample's, with the mode set. */
export function environmentFindings(
  variables: readonly Variable[],
  others: readonly Guess[],
): Findings {
  const isTaken = taken(others)
  const mode = others.find(({ path }) => path.join('.') === 'settings.environment')?.value as
    | string
    | undefined
  const debug = others.find(({ path }) => path.join('.') === 'settings.debug')?.value as
    | string
    | undefined
  const given = variables.filter(
    ({ name, value }) => value !== '' && !isTaken.has(name) && name !== mode && name !== debug,
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
