/** What the backend learns about a client, and what a client can make it believe. */

import type { ExpectStatic } from 'vitest'
import type { RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { isProbe, withTls } from '#gate/kit/edge/backend-routes.ts'
import { clientFields, namesClient } from '#gate/kit/edge/client-in-log.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { openEdge } from '#gate/kit/edge/edge.ts'
import type { RawReply } from '#gate/kit/edge/edge-client.ts'
import { type EdgeUnderTest, pass, undisturbed, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { readTree } from '#gate/kit/edge/nginx-tree.ts'
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import { type OutsideClients, outsideClients } from '#gate/kit/edge/outside-clients.ts'
import type { Route } from '#gate/kit/edge/routes.ts'
import { type ReceivedRequest, valuesOf } from '#gate/kit/edge/stub.ts'
import { silentHeaders } from '#gate/kit/edge/written-headers.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { client, type Header, outsideClient, type Ways, waysTo } from './forwarded-ways.ts'
import { hostOf } from './received-host.ts'

/** Addresses that clients claim as theirs. */
const claimed = (index: number) => outsideAddress(250 + index)
/** Where those begin that are sent through the edge, and those past it: a line tells them apart. */
const [throughFrom, directFrom] = [100, 150]
const proxy = '127.0.0.1'
const loggedWithinMs = 3_000

/** Each by itself, then all at once. */
function forgeries(from: number): { name: string; headers: Header[]; address: string }[] {
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
    const address = claimed(from + index)
    const header = kind(address)
    return { name: header.join(': '), headers: [header], address }
  })
  const address = claimed(from + kinds.length)
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

/** A request without special treatment: probes are often let through. */
function ordinaryRequest({ operations }: TargetConfig, route: Route): RequestSpec {
  return operations?.profile?.request() ?? { method: 'GET', path: route.path }
}

/** What one place makes of forged headers, as the stub behind it sees it. */
async function judgePlace(
  { edge, stub }: EdgeUnderTest,
  route: Route,
  { evidence, expect }: { evidence: Evidence; expect: ExpectStatic },
): Promise<void> {
  const { path, name: at } = route
  const ask = async (headers: readonly Header[]) =>
    (await pass({ edge, stub }, route, { path, headers, from: client })).received
  const plain = await ask([])
  const clientHeaders = Object.keys(forwardedValues(plain, 'client'))
  const schemeHeaders = Object.keys(forwardedValues(plain, 'scheme'))
  const silentClient = silentHeaders(route.place, Object.keys(readers.client), clientHeaders)
  const silentScheme = silentHeaders(route.place, Object.keys(readers.scheme), schemeHeaders)
  expect.soft(clientHeaders, `headers that carry the client address at ${at}`).not.toEqual([])
  expect.soft(schemeHeaders, `headers that carry the scheme at ${at}`).not.toEqual([])
  for (const { name, headers } of [
    { name: 'no forged header', headers: [] },
    ...forgeries(throughFrom),
  ]) {
    const received = await ask(headers)
    const clients = forwardedValues(received, 'client', [...clientHeaders, ...silentClient])
    const schemes = forwardedValues(received, 'scheme', [...schemeHeaders, ...silentScheme])
    const host = hostOf(received, route.address.port)
    evidence.observe('forwarded request', { at, sent: name, clients, schemes, host })
    const when = `at the backend behind ${at} when the client sends ${name}`
    for (const header of clientHeaders)
      expect.soft(clients[header], `${header} ${when}`).toBe(client)
    for (const header of schemeHeaders)
      expect.soft(schemes[header], `${header} ${when}`).toBe('https')
    // The edge may write nothing there, but not what a client wants it to.
    for (const header of silentClient)
      expect.soft(clients[header] ?? client, `${header} ${when}`).toBe(client)
    for (const header of silentScheme)
      expect.soft(schemes[header] ?? 'https', `${header} ${when}`).toBe('https')
    expect.soft(host, `host ${when}`).toBe(route.host)
  }
}

/** Whom the target takes for its client, as its log says. */
class Belief {
  readonly #running: RunningTarget
  #fields: ReadonlySet<string> = new Set()

  constructor(running: RunningTarget) {
    this.#running = running
  }

  #lines(): string[] {
    return this.#running.logRecords().map(({ text }) => text)
  }

  /**
   * Learns where the log names the client, from a request past the edge that claims nothing: only
   * the connection itself has the address.
   */
  async learn(ask: () => Promise<RawReply>): Promise<RawReply> {
    const reply = await ask()
    const isNamed = async () => {
      this.#fields = clientFields(this.#lines(), client)
      return this.#fields.size > 0 || undefined
    }
    const options = { timeoutMs: loggedWithinMs, intervalMs: 50 }
    await waitFor("the client's address to be logged", isNamed, options).catch(
      ifTimedOut(() => false),
    )
    return reply
  }

  /** Where the log names the client; nowhere in the log of a target that does not. */
  get fields(): string[] {
    return [...this.#fields]
  }

  /** Whether the log names a forged address as the client's. */
  async isOf(claimed: string): Promise<boolean> {
    const isLogged = async () =>
      this.#lines().some((line) =>
        [client, outsideClient].every((truth) =>
          namesClient(line, this.#fields, { claimed, truth }),
        ),
      ) || undefined
    const options = { timeoutMs: 300, intervalMs: 30 }
    return await waitFor('the forged address to be logged', isLogged, options).catch(
      ifTimedOut(() => false),
    )
  }
}

/**
 * Clients for a target that is not told which proxies to trust: most trust their own machine and
 * private networks then, and where the gate is from is no address of a client.
 */
async function outsideFor(target: Target): Promise<OutsideClients | undefined> {
  if (target.config.settings?.trustedProxies !== undefined) return undefined
  return outsideClients(readTree(await deployedNginx(target)))
}

/** What the target makes of a client that reaches it without the edge, and is no proxy either. */
async function judgeDirect(
  { direct, belief, status: honest }: Pick<Ways, 'direct'> & { belief: Belief; status: number },
  { config }: Target,
  { evidence, expect }: { evidence: Evidence; expect: ExpectStatic },
): Promise<void> {
  const isTold = config.settings?.trustedProxies !== undefined
  const ask = async (name: string, headers: readonly Header[], address: string) => {
    const { status } = await direct(headers)
    const believed = await belief.isOf(address)
    evidence.observe('forged without the edge', { sent: name, status, believed })
    expect.soft(status, `status without the edge with ${name}`).toBe(honest)
    return believed
  }
  const open: string[] = []
  for (const { name, headers, address } of forgeries(directFrom)) {
    const believed = await ask(name, headers, address)
    if (believed && !isTold) open.push(name)
    else {
      const what = `backend believes ${address} from a direct client's ${name}`
      expect.soft(believed, what).toBe(false)
    }
  }
  if (open.length === 0) return
  // Who trusts nobody but this machine takes the last address that is not of it.
  const address = claimed(directFrom + forgeries(directFrom).length)
  const name = `X-Forwarded-For: ${address}, ${outsideClient}`
  const believed = await ask(name, [['X-Forwarded-For', `${address}, ${outsideClient}`]], address)
  const what = `backend believes ${address}, which a client from outside claims, by its ${name}`
  expect.soft(believed, what).toBe(false)
  const others = open.filter((each) => !/^(x-forwarded-for:|all at once)/i.test(each))
  if (believed || others.length === 0) return
  throw inconclusive(
    `the target believes ${others.join(' and ')} of a client on its own machine: ` +
      'whether it believes one from outside is open; settings.trustedProxies would tell',
  )
}

check('edge.forwarded', async ({ target, stack, evidence, expect }) => {
  const ordinary = await withEdge({ target, stack }, {}, async (underTest) => {
    const { edge } = underTest
    const { routes, main } = withTls(edge, await underTest.routes(), target.config)
    const judged = routes.filter((route) => !isProbe(route, target.config))
    for (const route of judged.length > 0 ? judged : [main]) {
      await judgePlace(underTest, route, { evidence, expect })
    }
    evidence.floor('forwarded request', 1 + forgeries(throughFrom).length)
    return ordinaryRequest(target.config, main)
  })

  const trusting = supported(target.config, { trustedProxies: proxy, workers: '1' })
  const running = await target.start(trusting).ready()
  const { port } = running.process
  const outside = await outsideFor(target)
  const limits = undisturbed(readTree(await deployedNginx(target)))
  const settings = { ...limits, ...outside?.settings }
  const edge = await openEdge(target, stack, { pointTo: [{ host: proxy, port }], settings })
  const { throughEdge, direct } = waysTo(ordinary, running, { edge, outside })
  try {
    const belief = new Belief(running)
    const honestDirect = await belief.learn(() => direct([]))
    const honest = await throughEdge([])
    const control = { status: honest.status, direct: honestDirect.status }
    evidence.observe('control', { ...control, client: belief.fields })
    evidence.floor('control', 1)
    for (const { name, headers, address } of forgeries(throughFrom)) {
      const { status } = await throughEdge(headers)
      const believed = await belief.isOf(address)
      evidence.observe('forged through the edge', { sent: name, status, believed })
      expect.soft(status, `status through the edge with ${name}`).toBe(honest.status)
      expect.soft(believed, `backend believes ${address} from a client's ${name}`).toBe(false)
    }
    await judgeDirect({ direct, belief, status: honestDirect.status }, target, { evidence, expect })
    evidence.floor('forged through the edge', forgeries(throughFrom).length)
    if (belief.fields.length === 0) {
      const why = "the target's log does not say who its client is: whom it believes is open"
      throw inconclusive(why)
    }
  } finally {
    await edge.close()
  }
})
