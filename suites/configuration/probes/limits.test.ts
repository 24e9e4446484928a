/** Goal: a limit that leaves out this machine is met, and shows whose proxies are believed. */
import { expect, test } from 'vitest'
import { command, type TargetConfig } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Launching } from '#gate/system/start.ts'
import { forwardedLimit, loginLimit } from './limits.ts'
import type { ProbeFixture } from './probe-fixture.ts'

const config: TargetConfig = {
  name: 'limited',
  launch: command('true', [], { port: 'PORT' }),
  settings: { loginRateLimit: 'LIMIT', trustedProxies: 'PROXIES' },
}

/** Lets two logins of a client through; this machine's own are not counted. */
function limiting(isBeliever: boolean): Launching {
  const counts = new Map<string, number>()
  const send = async (_spec: unknown, { headers }: { headers: Record<string, string> }) => {
    const from = isBeliever ? String(headers['x-forwarded-for']) : '127.0.0.1'
    counts.set(from, (counts.get(from) ?? 0) + 1)
    const isRefused = from !== '127.0.0.1' && Number(counts.get(from)) > 2
    return { status: isRefused ? 429 : 401, headers: { 'retry-after': '60' } }
  }
  const operation = () => ({ request: () => ({ method: 'POST', path: '/login' }) })
  const running = { config, client: { send }, operation } as unknown as RunningTarget
  return { ready: async () => running } as unknown as Launching
}

const fixture = { config, target: { newAccount: () => ({}) } } as unknown as ProbeFixture

test('the attempts of a client behind the proxy are counted', async () => {
  const { observe } = await loginLimit.open(fixture)
  expect(await observe(limiting(true))).toMatchObject({ 'first login limited': 3 })
})

test('a proxy that is no longer believed shows', async () => {
  const { observe } = await forwardedLimit.open(fixture)
  const [believed, unbelieved] = [await observe(limiting(true)), await observe(limiting(false))]
  expect(believed).toEqual({ 'another client of the proxy': 'may log in' })
  expect(unbelieved).not.toEqual(believed)
})
