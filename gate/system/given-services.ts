/** The servers that a config gives: where they are, and that they may be used. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { givenBy } from '#gate/contract/services.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { isLoopback } from '#gate/host/loopback.ts'
import { type GivenNote, noteGiven } from '#gate/host/reaper/given.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { addConfigSecret } from '#gate/redact.ts'
import { givenPostgres } from '#gate/stack/given/postgres.ts'
import { givenRedis } from '#gate/stack/given/redis.ts'
import type { GivenServers } from '#gate/stack/types.ts'
import { runningServiceUrl } from './given-container.ts'
import type { LoadedTarget } from './load-target.ts'
import { sharesRedis } from './redis.ts'

type Kind = 'postgres' | 'redis'

interface Place {
  /** Of the config, for errors. */
  key: string
  text: string
  /** Whether it is a container of this machine, whatever its address. */
  isContainer: boolean
}

function refuse(key: string, problem: string, hint: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_CONFIG', `${key}: ${problem}`, { hint })
}

const schemes: Record<Kind, RegExp> = {
  postgres: /^postgres(ql)?:\/\/[^/?#]+/,
  redis: /^rediss?:\/\/[^/?#]+/,
}
const samples: Record<Kind, string> = {
  postgres: 'postgresql://user@127.0.0.1:5432/app',
  redis: 'redis://127.0.0.1:6379',
}

/** The URL of a given server; undefined if the gate starts it. */
async function placeOf({ config, folder }: LoadedTarget, kind: Kind): Promise<Place | undefined> {
  const by = givenBy(config.services, kind)
  if (by === undefined) return undefined
  const key = `services.${kind}.${by}`
  const said = config.services?.[kind]?.[by] ?? ''
  if (by === 'service') {
    const compose = [config.manifests?.compose ?? []].flat()
    const text = await runningServiceUrl({ key, kind, service: said, compose, folder })
    return { key, text, isContainer: true }
  }
  const text = by === 'urlFrom' ? (process.env[said] ?? '') : said
  if (text === '') {
    throw refuse(key, `the variable ${said} is not set`, `set it to ${samples[kind]}, say`)
  }
  if (!schemes[kind].test(text) || !URL.canParse(text)) {
    throw refuse(key, `expected a URL such as ${samples[kind]}`, 'correct the URL')
  }
  return { key, text, isContainer: false }
}

/** Whether every address of a host is this machine's. */
async function isHere(name: string): Promise<boolean> {
  if (isIP(name)) return isLoopback(name)
  const addresses = await lookup(name, { all: true })
  return addresses.length > 0 && addresses.every(({ address }) => isLoopback(address))
}

/** @throws PREFLIGHT_E_CONFIG if it is on another machine that the config does not allow */
async function permit({ key, text, isContainer }: Place, config: TargetConfig): Promise<void> {
  const { hostname, host } = new URL(text)
  const isAllowed = (config.allowHosts ?? []).some((each) =>
    [hostname, host].includes(each.host.toLowerCase()),
  )
  if (isContainer || isAllowed) return
  const here = await isHere(hostname.replace(/^\[|\]$/g, '')).catch((cause: unknown) => {
    throw refuse(key, messageOf(cause), 'correct the host')
  })
  if (here) return
  throw refuse(
    key,
    `${hostname} is another machine, which checks would load and disturb`,
    `if those who run it agree, add allowHosts: [{ host: ${hostname}, confirmed: true }]`,
  )
}

/**
 * Connects to the servers that a config gives. An attached target is not started, so that it needs
 * none.
 * @returns none, or those that are given; the reaper knows of them
 * @throws PREFLIGHT_E_CONFIG naming the key, if one cannot be used
 */
export async function givenServices(loaded: LoadedTarget, labels: RunLabels) {
  const { config } = loaded
  if (config.launch.kind === 'attached') return {}
  const [postgres, redis] = [await placeOf(loaded, 'postgres'), await placeOf(loaded, 'redis')]
  for (const place of [postgres, redis]) {
    if (!place) continue
    addConfigSecret(
      `the password in ${place.key}`,
      decodeURIComponent(new URL(place.text).password),
    )
    await permit(place, config)
  }
  const found: GivenServers = {}
  let noted: GivenNote = {}
  const note = (more: GivenNote) => {
    noted = { ...noted, ...more }
    noteGiven(labels.scratchDir, noted)
  }
  if (postgres) {
    found.postgres = await givenPostgres(postgres.key, postgres.text, labels.runId)
    note({ postgres: found.postgres.server.url })
  }
  if (redis) {
    if (config.backing?.redis && !sharesRedis(config.backing)) {
      throw refuse(
        redis.key,
        'checks share a given Redis by numbered databases, which keep keys apart and nothing else',
        'if the backend uses keys alone, say backing.redisUse: keys, and give it the number in ' +
          'the URL or in backing.redis.database',
      )
    }
    const { databases: range } = config.services?.redis ?? {}
    const { key, text } = redis
    const noteRedis = (numbers: GivenNote['redis'] & {}) => note({ redis: numbers })
    found.redis = await givenRedis({ key, text, range, labels, note: noteRedis })
  }
  return found
}
