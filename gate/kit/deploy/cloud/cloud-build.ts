/** Reads a Cloud Build file that deploys to Cloud Run. Pure. */

import { messageOf } from '#gate/errors.ts'
import { listeningVariables } from '#gate/system/listening.ts'
import { mapOf } from '#gate/yaml-map.ts'
import { yamlDocument } from '../compose/yaml.ts'
import { environmentValues } from '../environment-file.ts'
import { type BackendConfig, backendPort, candidates, saidPort } from './backend.ts'
import { compared, imagesIn } from './build-images.ts'
import { deploymentProblems, noDeployment, strangeFile } from './build-kind.ts'
import { orderProblems } from './build-order.ts'
import { type Build, readBuild } from './build-steps.ts'
import { hiddenIn, pairsIn, type RunCommand, runCommandOf } from './gcloud.ts'
import { openingsIn } from './openings.ts'
import { isRegion, type Platform, regionsIn, sorted } from './platform.ts'
import { isStage, keepsSettings, keepsVariables, keptBy } from './run-existing.ts'
import { probeProblems } from './run-probes.ts'
import { refusedFlags } from './run-rules.ts'
import { commandOfService, isRewritten, serviceItself } from './run-service.ts'
import type { Words } from './shell.ts'

/** The port that Cloud Run sends requests to by default, and sets in PORT. */
const defaultPort = 8080

/** Reads a file that a command names; undefined if it does not exist. */
export type FileReader = (path: string) => string | undefined

/** A deployment and the variables that it sets. */
interface Deployment {
  command: RunCommand
  plain: Record<string, string>
  references: string[]
  stored: Record<string, string>
  ports: number[]
  /** Sources of further variables that cannot be read here. */
  elsewhere: string[]
}

/**
 * The variables in a YAML or environment file.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is neither
 */
function fileVariables(path: string, text: string): Record<string, string> {
  if (path.endsWith('.env')) return environmentValues(text)
  const entries = Object.entries(mapOf(yamlDocument(text, path)))
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** The words that are numbers; `default` is not. */
function numbersIn(words: readonly string[]): number[] {
  return words.map(Number).filter(Number.isInteger)
}

function deploymentOf(command: RunCommand, readFile: FileReader): Deployment {
  const { verb, name, options } = command
  const { values } = options
  const plainLists = values('--set-env-vars', '--update-env-vars')
  const secretLists = values('--set-secrets', '--update-secrets')
  const written = plainLists.map(pairsIn)
  const secret = secretLists.map(pairsIn)
  const isKept = keepsVariables(command)
  const elsewhere = isKept ? [keptBy(name)] : []
  for (const path of values('--env-vars-file')) {
    const text = readFile(path)
    if (text === undefined) elsewhere.push(`variables in ${path}`)
    else written.push(fileVariables(path, text))
  }
  const lists = [...plainLists, ...secretLists].flatMap(hiddenIn)
  elsewhere.push(...lists.map((list) => `variables in ${list}`))
  elsewhere.push(...command.hidden.map((place) => `flags in ${place}`))
  const { plain, references } = sorted(Object.assign({}, ...written))
  // A path is where the secret is mounted, not a variable.
  const stored = Object.fromEntries(
    Object.entries<string>(Object.assign({}, ...secret)).filter(([key]) => !key.startsWith('/')),
  )
  const ports = numbersIn(values('--port'))
  const isUnsaid = verb === 'deploy' && values('--port').length === 0 && !keepsSettings(command)
  const isDefault = isUnsaid && command.isBehind !== true
  return {
    command,
    plain,
    references: [...references, ...Object.keys(stored)],
    stored,
    ports: isDefault ? [defaultPort] : ports,
    elsewhere,
  }
}

const isLive = ({ command }: Deployment) => !isStage(command)

/** The deployments of the backend. */
function backendsIn(deployments: readonly Deployment[], config: BackendConfig) {
  const port = backendPort(config)
  const hasPort = ({ ports }: Deployment) => ports.includes(port)
  const found = candidates(deployments, config, {
    hasPort,
    variables: ({ plain, references }) => [...Object.keys(plain), ...references],
    name: ({ command }) => command.name,
  })
  const all = [...new Set(found.map(({ command }) => command.name))]
  const live = new Set(found.filter(isLive).map(({ command }) => command.name))
  const names = live.size > 0 ? [...live] : all
  // The backend may be deployed to several regions or stages.
  const isSure = names.length < 2 || found.every(hasPort)
  return {
    found,
    unknown: isSure ? [] : [`cannot tell which service is the backend: ${names.join(', ')}`],
  }
}

/** The variables that all deployments set; a literal value in any of them counts. */
function given(deployments: readonly Deployment[]) {
  const [first, ...others] = deployments.map(({ plain, references }) => [
    ...Object.keys(plain),
    ...references,
  ])
  const names = (first ?? []).filter((name) => others.every((other) => other.includes(name)))
  const words = [...deployments.filter(isLive), ...deployments].map(({ plain }) => plain)
  const plain: Record<string, string> = {}
  for (const name of names) {
    const value = words.find((each) => each[name] !== undefined)?.[name]
    if (value !== undefined) plain[name] = value
  }
  const references = names.filter((name) => plain[name] === undefined)
  return { plain, references, stored: deployments[0]?.stored ?? {} }
}

/** The regions that must match: an image in one of several service regions does. */
function regionsOf(deployments: readonly Deployment[], images: readonly string[]): string[] {
  const services = deployments
    .flatMap(({ command }) => command.options.values('--region'))
    .flatMap((regions) => regions.split(','))
    .filter(isRegion)
  const registries = images.flatMap(regionsIn)
  const isAmong = registries.every((region) => services.includes(region))
  return new Set(services).size > 1 && isAmong ? registries : [...services, ...registries]
}

function instancesOf(deployments: readonly Deployment[]): Platform['maxInstances'] {
  const counts = deployments.map(({ command }) => {
    const word = command.options.values('--max-instances', '--max').at(-1)
    const [count] = numbersIn(word === undefined ? [] : [word])
    if (count !== undefined) return { count, from: '--max-instances' }
    const isKnown =
      command.verb === 'deploy' && command.hidden.length === 0 && !keepsSettings(command)
    const isLeft = word === undefined ? isKnown : word === 'default'
    // https://cloud.google.com/run/docs/configuring/max-instances
    return isLeft ? { count: 100, from: "Cloud Run's default" } : undefined
  })
  const known = counts.filter((count) => count !== undefined)
  return known.sort((a, b) => b.count - a.count)[0]
}

/** The backend's image wherever the build names it. */
function imagesOf(found: readonly Deployment[], all: readonly Deployment[], build: Build) {
  const named = (deployments: readonly Deployment[]) =>
    deployments.flatMap(({ command }) => command.options.values('--image'))
  const { built, pushed } = imagesIn(build.steps.flatMap(({ commands }) => commands))
  const others = named(all.filter((each) => !found.includes(each)))
  return compared(named(found), others, {
    built,
    pushed: pushed.length > 0 ? pushed : build.images,
  })
}

/**
 * Whether the backend listens where Cloud Run sends requests to unless it is told; undefined if
 * nothing says where it listens.
 */
function takesDefaultPort(config: BackendConfig, plain: Deployment['plain']): boolean | undefined {
  const { launch } = config
  const variable = launch && listeningVariables(launch).port
  if (variable === 'PORT') return true
  const set = variable === undefined ? undefined : plain[variable]
  const port = set === undefined ? saidPort(config) : Number(set)
  return port === undefined ? undefined : port === defaultPort
}

/** Ports that are named, and the one that is not, if nothing says where the backend listens. */
const isCompared = ({ command, plain }: Deployment, config: BackendConfig) =>
  command.options.values('--port').length > 0 || takesDefaultPort(config, plain) === undefined

/** Ports that the backend listens on: behind another container, by its variable or the config. */
function heardBy({ command, ports, plain }: Deployment, config: BackendConfig): number[] {
  if (command.isBehind !== true) return ports
  const variable = (config.launch && listeningVariables(config.launch).port) ?? 'PORT'
  const set = plain[variable] ?? saidPort(config)
  return numbersIn(set === undefined ? [] : [String(set)])
}

function* backendProblems(found: readonly Deployment[], config: BackendConfig): Generator<string> {
  for (const { command, ports, plain, stored } of found) {
    const { verb, name, options, hidden } = command
    yield* command.refused ?? []
    yield* refusedFlags(command, { plain, stored })
    if (hidden.length > 0) continue
    const isBuilt = options.has('--source') || options.values('--image').length > 0
    if (verb === 'deploy' && !isBuilt) yield `run deploy ${name}: neither --image nor --source`
    const isDefault = options.values('--port').length === 0 && ports.includes(defaultPort)
    if (isDefault && takesDefaultPort(config, plain) === false)
      yield `run deploy ${name}: no port is named, so requests go to port ${defaultPort}`
  }
}

function* hiddenFlags(found: readonly Deployment[], config: BackendConfig): Generator<string> {
  for (const { command, ports, plain } of found) {
    const { verb, name, hidden, options } = command
    for (const place of hidden) yield `run ${verb} ${name}: cannot see the flags in ${place}`
    const [port] = options.values('--port')
    if (port !== undefined && ports.length === 0)
      yield `run ${verb} ${name}: cannot see the number in --port ${port}`
    const isElsewhere = !takesDefaultPort(config, plain)
    if (keepsSettings(command) && hidden.length === 0 && isElsewhere)
      yield `run ${verb} ${name}: names an image alone, so its port is the one that the service has`
  }
}

/** A command that names the file of a service, as one that says the same itself. */
function withItsFile(
  command: RunCommand,
  all: readonly Words[],
  { config, readFile }: { config: BackendConfig; readFile: FileReader },
): RunCommand {
  const text = command.verb === 'replace' ? readFile(command.name) : undefined
  if (text === undefined) return command
  const rewritten = isRewritten(command.name, all)
  return commandOfService(command, text, { rewritten, config }) ?? command
}

/** Whether a file deploys to Cloud Run, or may do so where it cannot be seen. */
export function mayDeploy(text: string): boolean {
  const { problems, unknown } = cloudBuildPlatform(text)
  return unknown.length > 0 || !problems.includes(noDeployment)
}

/**
 * Reads the text; everything wrong with it is in `problems`.
 * @param config identifies the backend's service
 */
export function cloudBuildPlatform(
  text: string,
  config: BackendConfig = {},
  readFile: FileReader = () => undefined,
): Platform {
  const problems: string[] = []
  let build: Build = { steps: [], images: [] }
  const service = serviceItself(text, config)
  const strange = service ? [] : strangeFile(text)
  try {
    if (!service && strange.length === 0) build = readBuild(text)
  } catch (error) {
    problems.push(`not valid YAML: ${messageOf(error)}`)
  }
  const { steps } = build
  const words = steps.flatMap(({ commands }) => commands)
  const named = words
    .flatMap((each) => runCommandOf(each, config) ?? [])
    .map((command) => withItsFile(command, words, { config, readFile }))
  const commands = service ? [service] : named
  const deployments = commands
    .filter(({ verb }) => verb === 'deploy' || verb === 'update')
    .map((command) => deploymentOf(command, readFile))
  const { found, unknown } = backendsIn(deployments, config)
  const nothing = { problems: [], unknown: strange }
  const whole = strange.length > 0 ? nothing : deploymentProblems(steps, commands)
  if (problems.length === 0) problems.push(...whole.problems, ...backendProblems(found, config))
  problems.push(...orderProblems(build))
  const { images, unknown: doubts } = imagesOf(found, deployments, build)
  const services = new Set(found.map(({ command }) => command.name))
  const most = instancesOf(found)
  const probed = found.map((each) => probeProblems(each.command, heardBy(each, config), config))
  problems.push(...probed.flatMap((each) => each.problems))
  return {
    name: 'cloudBuild',
    ...given(found),
    images,
    ports: found.filter((each) => isCompared(each, config)).flatMap(({ ports }) => ports),
    regions: regionsOf(found, images),
    ...(most === undefined ? {} : { maxInstances: most }),
    openings: openingsIn(text, steps, ({ name }) => services.size === 0 || services.has(name)),
    problems,
    unknown: [
      ...unknown,
      ...whole.unknown,
      ...hiddenFlags(found, config),
      ...doubts,
      ...probed.flatMap((each) => each.unknown),
    ],
    elsewhere:
      deployments.length > 0
        ? found.flatMap(({ elsewhere }) => elsewhere)
        : ['what deploys it is not in this file'],
  }
}
