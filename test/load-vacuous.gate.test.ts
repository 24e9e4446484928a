/**
 * Goal: no load passes by having measured nothing. k6 1.8 ends with 0 in each of six ways in which
 * it did not measure (grafana/k6#4283 among them); each is tried with the real k6 here, and none
 * may come out as a pass. Two controls: a script of ours passes, and k6 itself is content.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireTool } from '#gate/host/process/tools.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { judgeRow } from '#gate/kit/traffic/judge-row.ts'
import { runDistributed } from '#gate/kit/traffic/k6/distributed.ts'
import type { LoadRequest } from '#gate/kit/traffic/k6/request.ts'
import { runK6 } from '#gate/kit/traffic/k6/run-k6.ts'

const root = resolve(import.meta.dirname, '..')
const objectives = { p95Ms: 1_500, p99Ms: 2_000 }
const slowMs = 500
let [scratchDir, url, configFile] = ['', '', '']
let server: Server

/** Answers at once, but for `/error` and `/slow`. */
async function serve(): Promise<Server> {
  const listening = createServer((request, response) => {
    const answer = () => response.writeHead(request.url === '/error' ? 500 : 200).end('{}')
    if (request.url !== '/slow') return void answer()
    const dueMs = performance.now() + slowMs
    const isDue = async () => (performance.now() >= dueMs ? true : undefined)
    waitFor('the time of the answer', isDue, { timeoutMs: 5_000, intervalMs: 20 }).then(
      answer,
      answer,
    )
  })
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done))
  return listening
}

beforeAll(async () => {
  requireTool('k6')
  scratchDir = await mkdtemp(join(tmpdir(), 'preflight-load-'))
  server = await serve()
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  configFile = join(scratchDir, 'tiny.config.ts')
  const operation = `{ request: () => ({ method: 'GET', path: '/' }), result: () => '' }`
  await writeFile(configFile, `export default { operations: { profile: ${operation} } }\n`)
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(scratchDir, { recursive: true, force: true })
})

function requestFor(script: string, at = url, config = configFile): LoadRequest {
  const world = { session: { headers: {} }, company: '', records: [] }
  return {
    script,
    scriptsDir: join(root, 'load/testing'),
    target: { url: at, configFile: config, world },
    labels: { runId: 'vacuous', scratchDir },
  }
}

describe('controls', () => {
  test('a script of ours passes', async () => {
    const result = await runK6(requestFor('honest'))
    expect(result).toMatchObject({ problems: [], exceptions: 0, exitCode: expect.any(Number) })
    expect(result.requests).toBeGreaterThanOrEqual(50)
    expect(judgeRow({ ...result, doubts: [] }, { objectives })).toMatchObject({ verdict: 'pass' })
  })

  test('so does one of a config that is data', async () => {
    const yaml = join(scratchDir, 'tiny.config.yaml')
    const launch = 'launch: { url: http://127.0.0.1 }'
    await writeFile(yaml, `name: x\n${launch}\noperations: { profile: { get: /, result: $ } }\n`)
    const result = await runK6(requestFor('honest', url, yaml))
    expect(result).toMatchObject({ problems: [], exceptions: 0 })
    expect(result.requests).toBeGreaterThanOrEqual(50)
  })

  test('split over two processes it offers and answers the same', async () => {
    const [whole, split] = [
      await runK6(requestFor('honest')),
      await runDistributed(2, requestFor('honest')),
    ]
    expect(split).toMatchObject({ planned: 50, problems: [], generator: { processes: 2 } })
    expect(Math.abs(split.iterations - whole.iterations)).toBeLessThanOrEqual(2)
    expect(split.statuses).toEqual({ 200: split.requests })
    expect(split.phases[0]?.latency.count).toBe(split.requests)
    expect(split.phases[0]?.offeredPerSecond).toBe(50)
  })
})

describe('what k6 passes and we do not', () => {
  test.for<[string, RegExp]>([
    ['throws', /50 iterations sent 0 requests|51 iterations sent 0 requests/],
    ['unchecked', /./],
    ['mistaken', /./],
    ['dropping', /./],
    ['refused', /./],
  ])('%s', async ([script, reason]) => {
    const at = script === 'refused' ? 'http://127.0.0.1:1' : url
    const result = await runK6(requestFor(script, at))
    expect(result.exitCode, 'k6 finds nothing wrong').toBe(0)
    expect(result.brokenThresholds).toEqual([])
    for (const believed of [result, { ...result, problems: [] }]) {
      const { verdict, reasons } = judgeRow(believed, { objectives })
      expect(verdict).not.toBe('pass')
      if (believed === result) expect(reasons.join('\n')).toMatch(reason)
    }
  })

  test('a mistyped tag', async () => {
    const result = await runK6(requestFor('mistyped'))
    expect(result.brokenThresholds.filter((rule) => rule.includes('laod'))).toEqual([])
    expect(result.problems).toEqual([
      'a threshold has no samples: http_req_duration{scenario:laod}: p(95)<1',
    ])
  })

  test('no summary at all', async () => {
    const result = await runK6(requestFor('silent'))
    expect(result.exitCode).toBe(0)
    expect(result.problems.join()).toMatch(/k6 wrote no summary/)
    expect(judgeRow(result, { objectives }).verdict).toBe('inconclusive')
  })
})
