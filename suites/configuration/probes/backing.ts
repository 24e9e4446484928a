/** The addresses of backing services: which database, and which Redis database, is used. */

import { addressEntries } from '#gate/contract/backing.ts'
import type { AddressVariables } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { asWanted } from '#gate/system/address-parts.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Observation } from './alike.ts'
import { addressVariables } from './documented.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import { type Change, type SettingProbe, shows } from './setting-probe.ts'

/** Nothing listens there. */
const emptyAddress = '127.0.0.99'
/** A start without its services is stopped after this time, or this many usual start times. */
const patienceMs = 10_000
const patienceStarts = 3

/** Another value for each part of an address; for the password only if the service has one. */
async function otherParts(otherUrl: string): Promise<Record<string, string | undefined>> {
  const { pathname, password } = new URL(otherUrl)
  return {
    url: otherUrl,
    host: emptyAddress,
    port: String(await freePort()),
    user: 'preflight_nobody',
    password: password === '' ? undefined : 'preflight-wrong-password',
    database: pathname.slice(1),
  }
}

const unused = 'nothing connected there during the trial; other variables lead to the same server'

function patience(usualMs: number): number {
  return Math.max(patienceMs, patienceStarts * usualMs)
}

async function changesOf(
  variables: AddressVariables | undefined,
  otherUrl: string,
  facet: string,
): Promise<Change[]> {
  if (variables === undefined) return []
  const parts = await otherParts(asWanted(otherUrl, variables))
  return addressEntries(variables).flatMap(([part, variable]) => {
    const value = parts[part]
    if (value === undefined) return []
    const overrides: Overrides = { variables: { [variable]: value } }
    const change: Change = { variable, tries: [overrides], facets: [facet], refusalCounts: true }
    // Several variables for one server: another one's clients may be all that were seen.
    if (typeof variables === 'object' && variables.also !== undefined) change.elsewhere = unused
    // Nothing serves at another value of most parts: those cannot share a start.
    const isThere = part === 'url' || part === 'database'
    const shared = { overrides, isShown: shows(facet, ['the second']) }
    return [isThere ? { ...change, shared } : change]
  })
}

/** Which of the two databases the target is connected to. */
async function databasesUsed(fixture: ProbeFixture, urls: readonly string[]): Promise<string[]> {
  const names = urls.map((url) => new URL(url).pathname.slice(1))
  const rows = await fixture.query(
    `select distinct datname from pg_stat_activity
     where datname = any($1) and application_name not like 'preflight%'`,
    [names],
  )
  return rows.map(({ datname }) => (datname === names[0] ? 'the first' : 'the second')).sort()
}

/** Whether a Redis database has clients; a server of its own may have the same number. */
async function isUsed(fixture: ProbeFixture, url: string): Promise<boolean> {
  const clients = await fixture.redis(async (redis) => String(await redis.client('LIST')), url)
  const numbers = [...clients.matchAll(/^(?!.*cmd=client).*\bdb=(\d+)/gm)].map(([, db]) => db)
  return numbers.includes(new URL(url).pathname.slice(1) || '0')
}

/** Which of the two Redis databases has clients. Nobody but the target uses them. */
async function redisUsed(fixture: ProbeFixture, urls: readonly string[]): Promise<string[]> {
  const used = await Promise.all(urls.map((url) => isUsed(fixture, url)))
  return ['the first', 'the second'].filter((_, index) => used[index])
}

/** Logs in, so that the target uses its services. */
async function useServices(fixture: ProbeFixture, running: RunningTarget): Promise<void> {
  const { login } = fixture.config.operations ?? {}
  if (!login) return
  const admin = await fixture.target.admin()
  await running.tryPatiently(login.request(admin))
}

export const backing: SettingProbe = {
  name: 'backing services',
  variables: ({ backing: services }) => [
    ...addressVariables(services?.postgres),
    ...addressVariables(services?.redis),
  ],
  open: async (fixture) => {
    const { postgres, redis } = fixture.config.backing ?? {}
    const databases = postgres
      ? [fixture.databaseUrl, (await fixture.target.cloneDatabase()).url]
      : []
    const redises = redis ? [fixture.redisUrl, await fixture.anotherRedis()] : []
    let usualMs: number | undefined
    return {
      base: {},
      changes: [
        ...(await changesOf(postgres, databases[1] ?? '', 'database')),
        ...(await changesOf(redis, redises[1] ?? '', 'redis')),
      ],
      observe: async (launching): Promise<Observation> => {
        const process = await launching.process()
        const startMs = performance.now()
        const timer = usualMs && setTimeout(() => void process.stop(0), patience(usualMs))
        const running = await launching.ready().finally(() => clearTimeout(timer))
        usualMs ??= performance.now() - startMs
        await useServices(fixture, running)
        return {
          database: postgres && (await databasesUsed(fixture, databases)),
          redis: redis && (await redisUsed(fixture, redises)),
        }
      },
    }
  },
}
