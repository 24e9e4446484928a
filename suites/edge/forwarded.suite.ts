/** What the backend is told of a client, and what a client can tell it. */

import type { RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type RawReply, send, sendPlain } from '#gate/kit/edge/client.ts'
import { type Edge, openEdge } from '#gate/kit/edge/edge.ts'
import { pass, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { type Seen, valuesOf } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** Where the client is: neither the edge nor the backend. */
const client = '127.0.0.51'
/** Addresses of nobody (RFC 5737), which clients claim to be. */
const claimed = (index: number) => `203.0.113.${100 + index}`
const proxy = '127.0.0.1'
const toldWithinMs = 3_000

type Header = readonly [string, string]

/** Each by itself, then all at once. */
function forgeries(): { name: string; headers: Header[]; address: string }[] {
  const kinds: ((address: string) => Header)[] = [
    (address) => ['X-Forwarded-For', address],
    (address) => ['X-Forwarded-For', `${address}, ${address}`],
    (address) => ['x-forwarded-for', `${address}, ${client}`],
    (address) => ['X-Real-IP', address],
    (address) => ['Forwarded', `for=${address};proto=http`],
    () => ['X-Forwarded-Proto', 'http'],
    () => ['X-Forwarded-Proto', 'https'],
    () => ['X-Forwarded-Proto', 'http,https'],
  ]
  const single = kinds.map((kind, index) => {
    const address = claimed(index)
    const header = kind(address)
    return { name: header.join(': '), headers: [header], address }
  })
  const address = claimed(kinds.length)
  return [...single, { name: 'all at once', headers: kinds.map((kind) => kind(address)), address }]
}

/** What the last element of a Forwarded header says of something. */
function standard(seen: Seen, what: 'for' | 'proto'): string | undefined {
  const last = valuesOf(seen, 'forwarded').join(',').split(',').at(-1) ?? ''
  return new RegExp(`${what}="?\\[?([\\w.:]+)`, 'i').exec(last)?.[1]
}

/** What each header says to a backend that trusts the edge alone, counted from the right. */
const tellers: Record<'client' | 'scheme', Record<string, (seen: Seen) => string | undefined>> = {
  client: {
    'x-forwarded-for': (seen) =>
      valuesOf(seen, 'x-forwarded-for').join(',').split(',').at(-1)?.trim() || undefined,
    'x-real-ip': (seen) => valuesOf(seen, 'x-real-ip').at(-1),
    forwarded: (seen) => standard(seen, 'for'),
  },
  scheme: {
    // Backends differ in which of several words they take, so that there may be one.
    'x-forwarded-proto': (seen) => valuesOf(seen, 'x-forwarded-proto').join(',') || undefined,
    forwarded: (seen) => standard(seen, 'proto'),
  },
}

/** What is said, by header; of headers that the edge does not send itself a backend knows. */
function said(seen: Seen, what: 'client' | 'scheme', headers?: readonly string[]) {
  const entries = Object.entries(tellers[what])
    .filter(([header]) => headers?.includes(header) ?? true)
    .map(([header, read]) => [header, read(seen)] as const)
  return Object.fromEntries(headers ? entries : entries.filter(([, value]) => value !== undefined))
}

function hostOf(seen: Seen): string | undefined {
  const [host] = valuesOf(seen, 'x-forwarded-host')
  return host ?? valuesOf(seen, 'host')[0]
}

/** A request that is answered in the ordinary way: probes are often let through. */
function ordinary({ operations }: TargetConfig): RequestSpec {
  return operations?.profile?.request() ?? { method: 'GET', path: '/' }
}

/** Lines of the target's output that name an address. */
function linesWith(running: RunningTarget, address: string): string[] {
  return running.output.split('\n').filter((line) => line.includes(address))
}

/** Whether the target took an address for the client's: it tells of that, and not of the true. */
async function believes(running: RunningTarget, address: string, truth: string): Promise<boolean> {
  const told = async () =>
    linesWith(running, address).some((line) => !line.includes(truth)) || undefined
  const options = { timeoutMs: 300, intervalMs: 30 }
  return await waitFor('the claimed address is in the output', told, options).catch(() => false)
}

interface Pair {
  running: RunningTarget
  edge: Edge
  ask(headers: readonly Header[]): Promise<RawReply>
  past(headers: readonly Header[]): Promise<RawReply>
}

check('edge.forwarded', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async (underTest) => {
    const plain = await pass(underTest, { path: '/', from: client })
    const own = {
      client: Object.keys(said(plain.seen, 'client')),
      scheme: Object.keys(said(plain.seen, 'scheme')),
    }
    expect.soft(own.client, 'headers in which the edge tells the client').not.toEqual([])
    expect.soft(own.scheme, 'headers in which the edge tells the scheme').not.toEqual([])
    const cases = [{ name: 'nothing', headers: [] }, ...forgeries()]
    for (const { name, headers } of cases) {
      const { seen } = await pass(underTest, { path: '/', headers, from: client })
      const clients = said(seen, 'client', own.client)
      const schemes = said(seen, 'scheme', own.scheme)
      evidence.observe('passed on', { claimed: name, clients, schemes, host: hostOf(seen) })
      const where = `where a client claims ${name}`
      for (const header of own.client)
        expect.soft(clients[header], `${header} ${where}`).toBe(client)
      for (const header of own.scheme)
        expect.soft(schemes[header], `${header} ${where}`).toBe('https')
      expect.soft(hostOf(seen), `the host ${where}`).toBe(underTest.edge.serverName)
    }
    evidence.floor('passed on', cases.length)
  })

  const trusting = supported(target.config, { trustedProxies: proxy, workers: '1' })
  const running = await target.start(trusting).ready()
  const { port } = running.process
  const edge = await openEdge(target, stack, { pointTo: [{ host: proxy, port }] })
  const spec = ordinary(target.config)
  const request = { method: spec.method, path: spec.path, from: client }
  const pair: Pair = {
    running,
    edge,
    ask: (headers) => send(edge, 'https', { ...request, headers }),
    past: (headers) => sendPlain({ host: proxy, port }, { ...request, headers }, edge.serverName),
  }
  try {
    const truth = await pair.ask([])
    const told = async () => linesWith(running, client).length > 0 || undefined
    const options = { timeoutMs: toldWithinMs, intervalMs: 50 }
    const tells = await waitFor('the output names the client', told, options).catch(() => false)
    evidence.observe('pair', { status: truth.status, tellsClient: tells })
    evidence.floor('pair', 1)
    for (const { name, headers, address } of forgeries()) {
      const { status } = await pair.ask(headers)
      const believed = await believes(running, address, client)
      evidence.observe('forged through the edge', { claimed: name, status, believed })
      expect.soft(status, `through the edge, with ${name}`).toBe(truth.status)
      expect.soft(believed, `the backend takes the client for ${address} (${name})`).toBe(false)
    }
    // Who reaches the backend past the edge is no proxy: its word counts for nothing.
    const direct = await pair.past([])
    for (const { name, headers, address } of forgeries()) {
      const { status } = await pair.past(headers)
      const believed = await believes(running, address, client)
      evidence.observe('forged past the edge', { claimed: name, status, believed })
      expect.soft(status, `past the edge, with ${name}`).toBe(direct.status)
      expect.soft(believed, `the backend takes a stranger for ${address} (${name})`).toBe(false)
    }
    evidence.floor('forged through the edge', forgeries().length)
  } finally {
    await edge.close()
  }
})
