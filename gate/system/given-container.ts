/** A service of a compose file that runs already, as a URL that this machine reaches. */
import { resolve } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { dockerOutput } from '#gate/host/process/docker-cli.ts'

const answerTimeoutMs = 10_000

interface Wanted {
  /** Of the config, for errors. */
  key: string
  kind: 'postgres' | 'redis'
  service: string
  /** The files of `manifests.compose`, relative to the folder. */
  compose: readonly string[]
  folder: string
}

/** What `docker inspect` says of a container, as far as it is used here. */
interface Inspected {
  Config: { Env: string[] | null; Cmd: string[] | null; Labels: Record<string, string> | null }
  NetworkSettings: {
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null
    Networks: Record<string, { IPAddress: string }> | null
  }
}

const filesLabel = 'com.docker.compose.project.config_files'
const defaultPorts = { postgres: '5432', redis: '6379' }

function refuse(key: string, problem: string, hint: string, cause?: unknown): PreflightError {
  return new PreflightError('PREFLIGHT_E_CONFIG', `${key}: ${problem}`, { hint, cause })
}

async function docker(key: string, args: readonly string[]): Promise<string> {
  return await dockerOutput(args, { timeoutMs: answerTimeoutMs }).catch((cause: unknown) => {
    const [first = ''] = messageOf(cause).split('\n')
    throw refuse(key, `docker does not say what runs: ${first}`, 'give the server by url', cause)
  })
}

/** Where this machine reaches the server: its published port, else its address on the bridge. */
function addressOf({ NetworkSettings: { Ports, Networks } }: Inspected, port: string) {
  const [published] = Ports?.[`${port}/tcp`] ?? []
  if (published) {
    const isAny = published.HostIp === '' || published.HostIp === '0.0.0.0'
    const host = isAny ? '127.0.0.1' : published.HostIp.replace(/^.*:.*$/, '[$&]')
    return `${host}:${published.HostPort}`
  }
  const address = Object.values(Networks ?? {}).find(({ IPAddress }) => IPAddress !== '')
  return address && `${address.IPAddress}:${port}`
}

function postgresUrl(environment: Map<string, string>, address: string): URL {
  const url = new URL(`postgresql://${address}`)
  const user = environment.get('POSTGRES_USER') || 'postgres'
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(environment.get('POSTGRES_PASSWORD') ?? '')
  url.pathname = `/${encodeURIComponent(environment.get('POSTGRES_DB') || user)}`
  return url
}

function redisUrl(words: readonly string[], environment: Map<string, string>, address: string) {
  const url = new URL(`redis://${address}`)
  const [, argument] = /--requirepass\s+["']?([^\s"']+)/.exec(words.join(' ')) ?? []
  url.password = encodeURIComponent(argument ?? environment.get('REDIS_PASSWORD') ?? '')
  return url
}

/** The container of the service: of the config's own file, if it says which that is. */
async function containerOf({ key, service, compose, folder }: Wanted): Promise<Inspected> {
  const filter = ['--filter', `label=com.docker.compose.service=${service}`]
  const ids = (await docker(key, ['ps', '--quiet', ...filter])).split('\n').filter(Boolean)
  const all: Inspected[] =
    ids.length === 0 ? [] : JSON.parse(await docker(key, ['inspect', ...ids]))
  const wanted = compose.map((path) => resolve(folder, path))
  const mine = all.filter(({ Config: { Labels } }) => {
    const files = Labels?.[filesLabel]?.split(',')
    return files === undefined || wanted.every((path) => files.includes(path))
  })
  const [container] = mine
  if (mine.length === 1 && container) return container
  const from = compose.length === 0 ? '' : ` of ${compose.join(' and ')}`
  if (container) {
    throw refuse(key, `${mine.length} containers of the service ${service} run`, 'stop all but one')
  }
  throw refuse(
    key,
    `no container of the service ${service}${from} runs`,
    `start it with: docker compose up --detach ${service}`,
  )
}

/**
 * The URL of a running service of a compose file, with the user and the password that its
 * environment or its command sets.
 * @throws PREFLIGHT_E_CONFIG if it does not run, or several do
 */
export async function runningServiceUrl(wanted: Wanted): Promise<string> {
  const { key, kind, service } = wanted
  const container = await containerOf(wanted)
  const address = addressOf(container, defaultPorts[kind])
  if (address === undefined) {
    throw refuse(key, `the service ${service} has no address`, 'publish its port on 127.0.0.1')
  }
  const { Env, Cmd } = container.Config
  const environment = new Map(
    (Env ?? []).map((each): [string, string] => {
      const at = each.indexOf('=')
      return [each.slice(0, at), each.slice(at + 1)]
    }),
  )
  if (kind === 'redis') return redisUrl(Cmd ?? [], environment, address).href
  if (environment.has('POSTGRES_PASSWORD_FILE')) {
    throw refuse(key, `the password of ${service} is in a file`, 'give the server by url')
  }
  return postgresUrl(environment, address).href
}
