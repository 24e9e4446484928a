/** The metrics: whether a scraper can read them, and whether they count what happened. */
import type { ExpectStatic } from 'vitest'
import type { RequestSpec, Session, TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { agrees, countedBetween } from '#gate/kit/metrics/counted.ts'
import { type Exposition, readExposition } from '#gate/kit/metrics/exposition.ts'
import { check } from '#gate/run/check.ts'
import { type HttpClient, onOwnConnection } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld } from '#gate/system/world.ts'

/** Connections are what workers share out among them. */
const connections = 20
const requestsEach = 5
/** Exporters that gather now and then have so long for it. */
const refreshMs = 5_000
/** Once the counts agree: each look is on a connection, and maybe at a worker, of its own. */
const looks = 5
const scrapable = /^(?:text\/plain|application\/openmetrics-text)\b/

const guessed = { requests: /request/i, pool: /pool|connection/i, cache: /cache/i }
type Subject = keyof typeof guessed

/** Whether a metric is about something: by the name that the contract gives, else by guess. */
function isAbout(config: TargetConfig, subject: Subject) {
  const declared = config.metricNames?.[subject]
  return (name: string) =>
    declared === undefined ? guessed[subject].test(name) : name.startsWith(declared)
}

interface Page extends Exposition {
  status: number
  contentType: string
  /** Of the metrics that have a sample. */
  names: readonly string[]
}

async function scrape(running: RunningTarget, path: string): Promise<Page> {
  const reply = await onOwnConnection(running.client, (client) =>
    client.send({ method: 'GET', path }),
  )
  const contentType = String(reply.headers['content-type'] ?? '')
  const read = readExposition(reply.text)
  const names = read.families.filter(({ samples }) => samples.length > 0).map(({ name }) => name)
  return { status: reply.status, contentType, names, ...read }
}

/** Requests with and without a session, over many connections at once; how many got each status. */
async function send(running: RunningTarget, spec: RequestSpec, session: Session) {
  const statuses: number[] = []
  const some = async (client: HttpClient) => {
    for (let request = 0; request < requestsEach; request += 1) {
      const options = request % 2 === 0 ? { session } : {}
      statuses.push((await client.send(spec, options)).status)
    }
  }
  await Promise.all(
    Array.from({ length: connections }, () => onOwnConnection(running.client, some)),
  ).catch((cause) => {
    throw inconclusive(`a request was not answered: ${messageOf(cause)}`, cause)
  })
  return new Map([...Map.groupBy(statuses, (status) => status)].map(([s, all]) => [s, all.length]))
}

/** What the page is like: whether a scraper takes it, and what it has series of. */
function judgePage(page: Page, config: TargetConfig, expect: ExpectStatic) {
  const { status, contentType, problems } = page
  expect.soft(status, 'the status of the metrics').toBe(200)
  expect.soft(contentType, 'their content type').toMatch(scrapable)
  expect.soft(problems.slice(0, 3), 'what a scraper would refuse').toEqual([])
  const { postgres, redis } = config.backing ?? {}
  const subjects = { requests: true, pool: postgres !== undefined, cache: redis !== undefined }
  for (const [subject, isThere] of Object.entries(subjects)) {
    if (!isThere) continue
    const about = page.names.filter(isAbout(config, subject as Subject))
    expect.soft(about.length, `metrics about ${subject}`).toBeGreaterThan(0)
  }
}

check('observability.metrics', async ({ target, evidence, expect }) => {
  const { config } = target
  const path = config.endpoints?.metrics
  if (path === undefined) throw unverified({ missing: ['endpoints.metrics'] })
  const running = await target.running()
  const { owner, company } = await makeWorld(target, running)
  const { session } = owner
  // A series of a cache that nobody has used need not be there.
  const permissions = config.operations?.permissions?.request(company)
  if (permissions) await running.send(permissions, { session })
  const spec = running.operation('profile').request()

  const page = await scrape(running, path)
  evidence.observe('page', { ...page, families: page.names, problems: page.problems.slice(0, 10) })
  evidence.floor('page', 1)
  judgePage(page, config, expect)

  const about = isAbout(config, 'requests')
  // A page may count the request that asked for it.
  const [before, after] = [await scrape(running, path), await scrape(running, path)]
  const ofPages = countedBetween(before, after, about)
  const own = new Map(ofPages.map(({ name, total }) => [name, total]))
  const sent = await send(running, spec, session)
  // Where the contract names one it is that one; else any of those that count requests will do.
  const isAny = config.metricNames?.requests === undefined
  let scrapes = 0
  const look = async () => {
    scrapes += 1
    const seen = countedBetween(after, await scrape(running, path), about)
    const right = seen.filter((each) => agrees(each, sent, scrapes * (own.get(each.name) ?? 0)))
    const isExact = right.length > 0 && (isAny || right.length === seen.length)
    return { sent: Object.fromEntries(sent), scrapes, isExact, seen }
  }
  const options = { timeoutMs: refreshMs, intervalMs: 100 }
  const exact = async () => (await look()).isExact || undefined
  await waitFor('the counts agree', exact, options).catch(() => {})
  for (let each = 0; each < looks; each += 1) {
    const count = await look()
    evidence.observe('count', count)
    const told = count.seen.map(({ name, total }) => `${name}: ${total}`).join(', ')
    const requests = `${connections * requestsEach} requests and ${scrapes} for the metrics`
    expect.soft(count.isExact, `${requests} are counted exactly (${told})`).toBe(true)
  }
  evidence.floor('count', looks)
})
