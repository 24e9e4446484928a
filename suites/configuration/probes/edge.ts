/** How the target treats origins, hosts, proxies, and too many logins. */

import type { Reply, RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { clientFields, namesClient } from '#gate/kit/edge/client-in-log.ts'
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import { deployedValue } from '#gate/system/environment.ts'
import { rateLike } from '#gate/system/rate.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { about, type Observation } from './alike.ts'
import {
  changeOf,
  lateLineMs,
  ofSettings,
  onReady,
  type SettingProbe,
  shownChangeOf,
  shows,
} from './setting-probe.ts'

const [origin, otherOrigin] = ['https://first.example.com', 'https://second.example.com']
const otherHost = 'second.preflight.example.com'
/** An address from outside, as a proxy would forward it. */
const client = outsideAddress(77)
/** The address of the gate's own connections. */
const peer = '127.0.0.1'

/** A request that all rules apply to: health endpoints are often exempt. */
function ordinary({ operations }: TargetConfig): RequestSpec {
  return operations?.profile?.request() ?? { method: 'GET', path: '/' }
}

/** The host name that requests are sent with. */
function hostOf({ proxyHeaders }: TargetConfig): string {
  return proxyHeaders?.host ?? '127.0.0.1'
}

const textsOf = (running: RunningTarget) => running.logRecords().map(({ text }) => text)

/** Whether the target takes the forwarded address for its client's, as its log says. */
async function believesForwarded(running: RunningTarget, fields: ReadonlySet<string>) {
  const lines = () => textsOf(running)
  // A log that names no client may only repeat the header.
  const isNamed = () =>
    fields.size > 0
      ? lines().some((line) => namesClient(line, fields, { claimed: client, truth: peer }))
      : running.output.includes(client)
  return await waitFor('the client address in the output', async () => isNamed() || undefined, {
    timeoutMs: lateLineMs,
    intervalMs: 30,
  }).catch(ifTimedOut(() => false))
}

async function observeEdge(running: RunningTarget): Promise<Observation> {
  const spec = ordinary(running.config)
  const send = (headers: Record<string, string>) => running.send(spec, { headers })
  await send({})
  const origins = []
  for (const each of [origin, otherOrigin]) {
    const { headers } = await send({ origin: each })
    origins.push(String(headers['access-control-allow-origin'] ?? 'no'))
  }
  const fields = clientFields(textsOf(running), peer)
  const secure = await send({ 'x-forwarded-proto': 'https', 'x-forwarded-for': client })
  const plain = await send({ 'x-forwarded-proto': 'http', 'x-forwarded-for': client })
  const logged = await believesForwarded(running, fields)
  const isBelieved = logged || secure.status !== plain.status
  return {
    'allowed origins': origins,
    'status for another host': (await send({ host: otherHost })).status,
    // What no answer and no line shows may be believed, or not.
    'forwarded request': isBelieved
      ? [secure.status, plain.status, `client logged: ${logged}`]
      : undefined,
  }
}

/** Whether the other host is answered as the usual one is. */
function isOrdinary(observation: Observation, baseline: Observation): boolean {
  const { 'status for another host': status, 'forwarded request': forwarded } = observation
  const usual = Array.isArray(forwarded) ? forwarded[0] : undefined
  return status === usual && status !== baseline['status for another host']
}

export const edge: SettingProbe = {
  name: 'edge',
  variables: ofSettings('corsOrigins', 'trustedHosts', 'trustedProxies'),
  open: async ({ config }) => {
    const host = hostOf(config)
    const hosts = `${host},${otherHost}`
    return {
      base: { corsOrigins: origin, trustedHosts: host, trustedProxies: '127.0.0.1' },
      changes: [
        ...shownChangeOf(config, 'corsOrigins', otherOrigin, [
          'allowed origins',
          ['no', otherOrigin],
        ]),
        ...changeOf(config, 'trustedHosts', hosts, ['status for another host'], {
          value: hosts,
          isShown: isOrdinary,
        }),
        ...changeOf(config, 'trustedProxies', '192.0.2.1', ['forwarded request']),
      ],
      observe: onReady(observeEdge),
    }
  },
}

const attempts = 8
/** Seconds: the usual window, one that is over before a probe gets impatient, and a long one. */
const [window, shortWindow, longWindow] = ['60', '2', '300']
const untilFacet = 'seconds until the next login'
const windowIsOverMs = 3_000

/** The setting for so many attempts, in the form that production has it: `2`, or `2/minute`. */
function limitOf(config: TargetConfig, attempts: number): string {
  return rateLike(deployedValue(config, 'loginRateLimit'), () => attempts)
}

/** When the next login is welcome: as the refusal says, or as it turns out. */
async function untilWelcome(running: RunningTarget, spec: RequestSpec, refusal: Reply) {
  const told = Number(refusal.headers['retry-after'] ?? Number.NaN)
  if (Number.isFinite(told)) return about(told)
  await sleep(windowIsOverMs)
  return (await running.client.send(spec, { expectsLimit: true })).status
}

export const loginLimit: SettingProbe = {
  name: 'login limit',
  variables: ofSettings('loginRateLimit', 'loginRateLimitWindow'),
  open: async ({ config, target }) => ({
    base: {
      limits: 'deployed',
      loginRateLimit: limitOf(config, 2),
      loginRateLimitWindow: window,
    },
    changes: [
      ...shownChangeOf(config, 'loginRateLimit', limitOf(config, 5), ['first login limited', 6]),
      ...changeOf(config, 'loginRateLimitWindow', shortWindow, [untilFacet], {
        value: longWindow,
        isShown: shows(untilFacet, about(Number(longWindow))),
      }),
    ],
    observe: onReady(async (running) => {
      const spec = running.operation('login').request(target.newAccount('stranger'))
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const reply = await running.client.send(spec, { expectsLimit: true })
        if (reply.status !== 429) continue
        const seconds = await untilWelcome(running, spec, reply)
        return { 'first login limited': attempt, [untilFacet]: seconds }
      }
      return { 'first login limited': `none of ${attempts}` }
    }),
  }),
}
