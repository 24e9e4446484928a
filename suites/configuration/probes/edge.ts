/** How the target treats origins, hosts and proxies. */

import type { RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { clientFields, namesClient } from '#gate/kit/edge/client-in-log.ts'
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Observation } from './alike.ts'
import {
  changeOf,
  lateLineMs,
  ofSettings,
  onReady,
  type SettingProbe,
  shownChangeOf,
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
  const forwarded = [secure.status, plain.status, `client logged: ${logged}`]
  return {
    'allowed origins': origins,
    'status for another host': (await send({ host: otherHost })).status,
    // What no answer and no line shows may be believed, or not.
    'forwarded request': isBelieved ? forwarded : undefined,
    'ordinary status': secure.status,
  }
}

/** Whether the other host is answered as the usual one is. */
function isOrdinary(observation: Observation, baseline: Observation): boolean {
  const { 'status for another host': status, 'ordinary status': usual } = observation
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
