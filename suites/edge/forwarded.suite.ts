/** What the backend learns about a client, and what a client can make it believe. */

import type { RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { type Edge, openEdge } from '#gate/kit/edge/edge.ts'
import { type RawReply, send, sendPlain } from '#gate/kit/edge/edge-client.ts'
import { pass, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { type ReceivedRequest, valuesOf } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

/** The client's address: neither the edge's nor the backend's. */
const client = '127.0.0.51'
/** Documentation addresses (RFC 5737), which clients claim as theirs. */
const claimed = (index: number) => `203.0.113.${100 + index}`
const proxy = '127.0.0.1'
const loggedWithinMs = 3_000

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

/** A parameter in the last element of a Forwarded header. */
function lastForwarded(request: ReceivedRequest, parameter: 'for' | 'proto'): string | undefined {
  const last = valuesOf(request, 'forwarded').join(',').split(',').at(-1) ?? ''
  return new RegExp(`${parameter}="?\\[?([\\w.:]+)`, 'i').exec(last)?.[1]
}

type Fact = 'client' | 'scheme'

/** How a backend that trusts only the edge reads each header, counted from the right. */
const readers: Record<Fact, Record<string, (request: ReceivedRequest) => string | undefined>> = {
  client: {
    'x-forwarded-for': (request) =>
      valuesOf(request, 'x-forwarded-for').join(',').split(',').at(-1)?.trim() || undefined,
    'x-real-ip': (request) => valuesOf(request, 'x-real-ip').at(-1),
    forwarded: (request) => lastForwarded(request, 'for'),
  },
  scheme: {
    // Backends differ in which of several values they take, so only a single one is safe.
    'x-forwarded-proto': (request) => valuesOf(request, 'x-forwarded-proto').join(',') || undefined,
    forwarded: (request) => lastForwarded(request, 'proto'),
  },
}

/** The values by header: of the headers given, or of all that the request has. */
function forwardedValues(request: ReceivedRequest, fact: Fact, headers?: readonly string[]) {
  const entries = Object.entries(readers[fact])
    .filter(([header]) => headers?.includes(header) ?? true)
    .map(([header, read]) => [header, read(request)] as const)
  return Object.fromEntries(headers ? entries : entries.filter(([, value]) => value !== undefined))
}

function hostOf(request: ReceivedRequest): string | undefined {
  const [host] = valuesOf(request, 'x-forwarded-host')
  return host ?? valuesOf(request, 'host')[0]
}

/** A request without special treatment: probes are often let through. */
function ordinaryRequest({ operations }: TargetConfig): RequestSpec {
  return operations?.profile?.request() ?? { method: 'GET', path: '/' }
}

/** Lines of the target's output that contain an address. */
function linesWith(running: RunningTarget, address: string): string[] {
  return running.output.split('\n').filter((line) => line.includes(address))
}

/** Whether the target believes a forged address: it logs that one without the true one. */
async function believes(running: RunningTarget, forged: string, truth: string): Promise<boolean> {
  const isLogged = async () =>
    linesWith(running, forged).some((line) => !line.includes(truth)) || undefined
  const options = { timeoutMs: 300, intervalMs: 30 }
  return await waitFor('the forged address to be logged', isLogged, options).catch(
    ifTimedOut(() => false),
  )
}

/** The two ways to reach a backend with an edge in front of it. */
interface Ways {
  throughEdge(headers: readonly Header[]): Promise<RawReply>
  direct(headers: readonly Header[]): Promise<RawReply>
}

/** Asks for the same as the client, from its address. */
function waysTo(target: Target, running: RunningTarget, edge: Edge): Ways {
  const { method, path } = ordinaryRequest(target.config)
  const request = { method, path, from: client }
  const { port } = running.process
  return {
    throughEdge: (headers) => send(edge, 'https', { ...request, headers }),
    direct: (headers) => sendPlain({ host: proxy, port }, { ...request, headers }, edge.serverName),
  }
}

check('edge.forwarded', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async (underTest) => {
    const plain = await pass(underTest, { path: '/', from: client })
    const clientHeaders = Object.keys(forwardedValues(plain.received, 'client'))
    const schemeHeaders = Object.keys(forwardedValues(plain.received, 'scheme'))
    expect.soft(clientHeaders, 'headers that carry the client address').not.toEqual([])
    expect.soft(schemeHeaders, 'headers that carry the scheme').not.toEqual([])
    const cases = [{ name: 'no forged header', headers: [] }, ...forgeries()]
    for (const { name, headers } of cases) {
      const { received } = await pass(underTest, { path: '/', headers, from: client })
      const clients = forwardedValues(received, 'client', clientHeaders)
      const schemes = forwardedValues(received, 'scheme', schemeHeaders)
      const host = hostOf(received)
      evidence.observe('forwarded request', { sent: name, clients, schemes, host })
      const when = `at the backend when the client sends ${name}`
      for (const header of clientHeaders)
        expect.soft(clients[header], `${header} ${when}`).toBe(client)
      for (const header of schemeHeaders)
        expect.soft(schemes[header], `${header} ${when}`).toBe('https')
      expect.soft(host, `host ${when}`).toBe(underTest.edge.serverName)
    }
    evidence.floor('forwarded request', cases.length)
  })

  const trusting = supported(target.config, { trustedProxies: proxy, workers: '1' })
  const running = await target.start(trusting).ready()
  const { port } = running.process
  const edge = await openEdge(target, stack, { pointTo: [{ host: proxy, port }] })
  const { throughEdge, direct } = waysTo(target, running, edge)
  try {
    const honest = await throughEdge([])
    const isLogged = async () => linesWith(running, client).length > 0 || undefined
    const options = { timeoutMs: loggedWithinMs, intervalMs: 50 }
    const condition = "the client's address to be logged"
    const logsClient = await waitFor(condition, isLogged, options).catch(ifTimedOut(() => false))
    evidence.observe('control', { status: honest.status, logsClient })
    evidence.floor('control', 1)
    for (const { name, headers, address } of forgeries()) {
      const { status } = await throughEdge(headers)
      const believed = await believes(running, address, client)
      evidence.observe('forged through the edge', { sent: name, status, believed })
      expect.soft(status, `status through the edge with ${name}`).toBe(honest.status)
      expect.soft(believed, `backend believes ${address} from a client's ${name}`).toBe(false)
    }
    // A client that reaches the backend without the edge is no proxy either.
    const honestDirect = await direct([])
    for (const { name, headers, address } of forgeries()) {
      const { status } = await direct(headers)
      const believed = await believes(running, address, client)
      evidence.observe('forged without the edge', { sent: name, status, believed })
      expect.soft(status, `status without the edge with ${name}`).toBe(honestDirect.status)
      expect
        .soft(believed, `backend believes ${address} from a direct client's ${name}`)
        .toBe(false)
    }
    evidence.floor('forged through the edge', forgeries().length)
  } finally {
    await edge.close()
  }
})
