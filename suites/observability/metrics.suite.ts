/** The metrics: a scraper can read them, and they count exactly the requests sent. */
import type { ExpectStatic } from 'vitest'
import type { RequestSpec, TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { agrees, countedBetween, type Sent } from '#gate/kit/metrics/counted.ts'
import { loseTable } from '#gate/kit/traffic/canaries.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld } from '#gate/system/world.ts'
import { type Page, requestsSent, scrape, sendOverAll } from './scraping.ts'

/** Exporters that collect periodically have this long. */
const refreshMs = 5_000
/** Scrapes once the counts agree: each on a new connection, and so maybe by another worker. */
const finalScrapes = 5
const scrapable = /^(?:text\/plain|application\/openmetrics-text)\b/

const guessed = { requests: /request/i, pool: /pool|connection/i, cache: /cache/i }
type Subject = keyof typeof guessed

/** Whether a metric is about a subject: by the name in the contract, else by a guess. */
function isAbout(config: TargetConfig, subject: Subject) {
  const declared = config.metricNames?.[subject]
  return (name: string) =>
    declared === undefined ? guessed[subject].test(name) : name.startsWith(declared)
}

/** Makes writes that are one request, of a new name each time; none if there are none. */
function writesOf({ operations }: TargetConfig, company: string): (() => RequestSpec)[] {
  const create = operations?.createRecord
  if (!create || create.request(company, 'counted').before !== undefined) return []
  let count = 0
  return [
    () => {
      count += 1
      return create.request(company, `counted-${count}`)
    },
  ]
}

/** Judges the page: a scraper accepts it, and it has the series that it needs. */
function judgePage(page: Page, config: TargetConfig, expect: ExpectStatic) {
  const { status, contentType, problems } = page
  expect.soft(status, 'status of the metrics page').toBe(200)
  expect.soft(contentType, 'content type of the metrics page').toMatch(scrapable)
  expect.soft(problems.slice(0, 3), 'errors of the metrics page').toEqual([])
  const { postgres, redis } = config.backing ?? {}
  const subjects = { requests: true, pool: postgres !== undefined, cache: redis !== undefined }
  for (const [subject, isThere] of Object.entries(subjects)) {
    if (!isThere) continue
    const about = page.names.filter(isAbout(config, subject as Subject))
    expect.soft(about.length, `number of metrics about ${subject}`).toBeGreaterThan(0)
  }
}

interface Counting {
  running: RunningTarget
  evidence: Evidence
  expect: ExpectStatic
}

/** Sends requests, and judges whether the metrics count them exactly. */
async function countExactly(
  { running, evidence, expect }: Counting,
  kind: string,
  send: () => Promise<Sent>,
): Promise<void> {
  const { config } = running
  const about = isAbout(config, 'requests')
  // A page may count the request that asked for it.
  const [before, after] = [await scrape(running), await scrape(running)]
  const ofPages = countedBetween(before, after, about)
  const perScrape = new Map(ofPages.map(({ name, total }) => [name, total]))
  const sent = await send()
  // If the contract names the metric it must match; otherwise any request counter may.
  const isAny = config.metricNames?.requests === undefined
  let scrapes = 0
  const compare = async () => {
    scrapes += 1
    const page = await scrape(running)
    const counted = countedBetween(after, page, about)
    const right = counted.filter((each) =>
      agrees(each, sent, scrapes * (perScrape.get(each.name) ?? 0)),
    )
    const isExact = right.length > 0 && (isAny || right.length === counted.length)
    const problems = page.problems.slice(0, 3)
    return { sent: Object.fromEntries(sent), scrapes, isExact, counted, problems }
  }
  const options = { timeoutMs: refreshMs, intervalMs: 100 }
  const exact = async () => (await compare()).isExact || undefined
  await waitFor('the counts to agree', exact, options).catch(ifTimedOut(() => undefined))
  for (let each = 0; each < finalScrapes; each += 1) {
    const count = await compare()
    evidence.observe('count', count)
    const totals = count.counted.map(({ name, total }) => `${name}: ${total}`).join(', ')
    const what = `${requestsSent} requests${kind} and ${scrapes} scrapes are counted exactly`
    expect.soft(count.isExact, `${what} (counted: ${totals || 'none'})`).toBe(true)
    // Series that nothing was counted in have nothing to get wrong.
    expect.soft(count.problems, 'errors of the metrics page after the requests').toEqual([])
  }
}

check('observability.metrics', async ({ target, evidence, expect }) => {
  const { config } = target
  if (!config.endpoints?.metrics) throw unverified({ missing: ['endpoints.metrics'] })
  const running = await target.running()
  const { owner, company, record } = await makeWorld(target, running)
  const { session } = owner
  // A cache that was never used need not have a series.
  const permissions = config.operations?.permissions?.request(company)
  if (permissions) await running.send(permissions, { session })
  const spec = running.operation('profile').request()

  const page = await scrape(running)
  evidence.observe('page', { ...page, families: page.names, problems: page.problems.slice(0, 10) })
  evidence.floor('page', 1)
  judgePage(page, config, expect)
  const counting = { running, evidence, expect }
  await countExactly(counting, '', () =>
    sendOverAll(running, spec, session, writesOf(config, company)),
  )
  evidence.floor('count', finalScrapes)
  const isOwn = config.launch.kind !== 'attached' && config.backing?.postgres !== undefined
  const { readRecord } = config.operations ?? {}
  if (!isOwn || !readRecord) return
  // Errors are what the counts are watched for.
  await loseTable((await target.database()).url, readRecord.table)
  await countExactly(counting, ' that fail inside', () =>
    sendOverAll(running, running.readOf(record), session),
  )
})
