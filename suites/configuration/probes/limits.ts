/** Too many logins: how many, for how long, and whose they are. */

import type { Reply, RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import { deployedValue, type Overrides } from '#gate/system/environment.ts'
import { rateLike } from '#gate/system/rate.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { about } from './alike.ts'
import {
  changeOf,
  ofSettings,
  onReady,
  type SettingProbe,
  shownChangeOf,
  shows,
} from './setting-probe.ts'

/** Clients behind a proxy of this machine; limits often leave out this machine itself. */
const [client, otherClient, thirdClient] = [78, 79, 80].map(outsideAddress) as [
  string,
  string,
  string,
]
const proxy = '127.0.0.1'

const attempts = 8
/** Seconds: the usual window, one that is over before a probe gets impatient, and a long one. */
const [window, shortWindow, longWindow] = ['60', '2', '300']
const untilFacet = 'seconds until the next login'
const windowIsOverMs = 3_000

/** The setting for so many attempts, in the form that production has it: `2`, or `2/minute`. */
function limitOf(config: TargetConfig, attempts: number): string {
  return rateLike(deployedValue(config, 'loginRateLimit'), () => attempts)
}

/** A start that lets a client log in twice, and believes the proxy. */
function twoLogins(config: TargetConfig): Overrides {
  return {
    limits: 'deployed',
    loginRateLimit: limitOf(config, 2),
    loginRateLimitWindow: window,
    trustedProxies: proxy,
  }
}

async function logIn(running: RunningTarget, spec: RequestSpec, from: string): Promise<Reply> {
  const headers = { 'x-forwarded-for': from }
  return await running.client.send(spec, { headers, expectsLimit: true })
}

const stranger = (running: RunningTarget, target: Target) =>
  running.operation('login').request(target.newAccount('stranger'))

/** The first attempt of a client that is refused as one too many, if there is one. */
async function firstRefused(running: RunningTarget, spec: RequestSpec, from: string) {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const reply = await logIn(running, spec, from)
    if (reply.status === 429) return { attempt, reply }
  }
  return undefined
}

/** When the next login is welcome: as the refusal says, or as it turns out. */
async function untilWelcome(running: RunningTarget, spec: RequestSpec, refusal: Reply) {
  const told = Number(refusal.headers['retry-after'] ?? Number.NaN)
  if (Number.isFinite(told)) return about(told)
  await sleep(windowIsOverMs)
  return (await logIn(running, spec, client)).status
}

export const loginLimit: SettingProbe = {
  name: 'login limit',
  variables: ofSettings('loginRateLimit', 'loginRateLimitWindow'),
  open: async ({ config, target }) => ({
    base: twoLogins(config),
    changes: [
      ...shownChangeOf(config, 'loginRateLimit', limitOf(config, 5), ['first login limited', 6]),
      ...changeOf(config, 'loginRateLimitWindow', shortWindow, [untilFacet], {
        value: longWindow,
        isShown: shows(untilFacet, about(Number(longWindow))),
      }),
    ],
    observe: onReady(async (running) => {
      const spec = stranger(running, target)
      const refused = await firstRefused(running, spec, client)
      if (!refused) return { 'first login limited': `none of ${attempts}` }
      const seconds = await untilWelcome(running, spec, refused.reply)
      return { 'first login limited': refused.attempt, [untilFacet]: seconds }
    }),
  }),
}

const apartFacet = 'another client of the proxy'

/** Whose proxies are believed shows where no log does: each of their clients may log in. */
export const forwardedLimit: SettingProbe = {
  name: 'login limit of forwarded clients',
  variables: (config) =>
    config.settings?.loginRateLimit === undefined ? [] : ofSettings('trustedProxies')(config),
  open: async ({ config, target }) => ({
    base: twoLogins(config),
    changes: changeOf(config, 'trustedProxies', '192.0.2.1', [apartFacet]),
    observe: onReady(async (running) => {
      const spec = stranger(running, target)
      const refused = await firstRefused(running, spec, otherClient)
      // Who is not believed comes from this machine, which the limit may leave out.
      if (!refused) return { [apartFacet]: 'no login is limited' }
      const { status } = await logIn(running, spec, thirdClient)
      return { [apartFacet]: status === 429 ? 'is limited, too' : 'may log in' }
    }),
  }),
}
