/** How honest the load generator is: does it offer what it says, and does it see a stall? */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { median } from '#gate/kit/model/statistics.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import type { LoadShape } from '#gate/kit/traffic/k6/request.ts'
import { tuningTable } from '#guide/tuning-table.ts'
import { offerGets } from './offer.ts'
import type { BenchResult } from './result.ts'

const rowSeconds = 4
const stall = { ratePerSecond: 500, seconds: 5, ms: 1_000, runs: 3 }
/** Of what a stall of 1 s in 5 s does to an open stream: a fifth waits, evenly up to the whole. */
const truthMs = { p90: 500, p99: 950 }
const closedClients = 10

async function serve(stallMs: number): Promise<{ url: string; child: ChildProcess }> {
  const program = join(import.meta.dirname, 'stalling-server.ts')
  const child = spawn(process.execPath, [program, String(stallMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('the server has no output')
  const [line] = await once(child.stdout, 'data')
  return { url: `http://127.0.0.1:${Number(line)}`, child }
}

async function withServer<T>(stallMs: number, use: (url: string) => Promise<T>): Promise<T> {
  const { url, child } = await serve(stallMs)
  try {
    return await use(url)
  } finally {
    child.kill()
  }
}

/** Offers a load to a bare server that stands still once. */
function offer(stallMs: number, shape: LoadShape): Promise<LoadResult> {
  return withServer(stallMs, (url) => offerGets(url, shape))
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000

/** Iterations that ran for each that the schedule had, by row. */
export async function offeredRates(): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const { name, testRatePerSecond: rate } of tuningTable) {
    const { iterations, planned, dropped, phases } = await offer(0, { rate, seconds: rowSeconds })
    const lag = phases[0]?.lagMs.p99
    results.push({
      name: `offered-${name}`,
      value: rounded(iterations / planned),
      unit: 'ratio',
      runs: 1,
      // A schedule of N intervals has N or N + 1 beginnings.
      goal: [0.999, rounded(1.001 + 1 / planned)],
      reference: `${rate}/s for ${rowSeconds} s; ${dropped} dropped, lag p99 ${lag} ms`,
    })
  }
  return results
}

/** p99 as clients see it that wait for one answer before they ask again, milliseconds. */
async function closedLoopP99(): Promise<number> {
  const agent = new Agent({ connections: closedClients })
  const times: number[] = []
  await withServer(stall.ms, async (url) => {
    // As long after the stall as before it.
    const endMs = performance.now() + 2 * stall.seconds * 1000
    const client = async () => {
      while (performance.now() < endMs) {
        const startMs = performance.now()
        const { body } = await request(url, { dispatcher: agent })
        await body.dump()
        times.push(performance.now() - startMs)
      }
    }
    await Promise.all(Array.from({ length: closedClients }, client))
  })
  await agent.close()
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
}

/** What is reported of a server that stood still for a second, as a share of the truth. */
export async function stallSeen(): Promise<BenchResult[]> {
  const { ratePerSecond: rate, seconds, runs } = stall
  const seen: LoadResult[] = []
  for (let run = 0; run < runs; run += 1) {
    seen.push(await offer(stall.ms, { rate, seconds, worstLatencyMs: 2_000 }))
  }
  const closed = rounded((await closedLoopP99()) / truthMs.p99)
  return (['p90', 'p99'] as const).map((rank) => {
    const values = seen.map(({ phases }) => phases[0]?.latencyMs[rank] ?? 0)
    const beside = rank === 'p99' ? `; a closed loop of ${closedClients} says ${closed}` : ''
    return {
      name: `stall-${rank}`,
      value: rounded(median(values) / truthMs[rank]),
      runs,
      goal: [0.9, 1.15] as const,
      unit: 'ratio',
      reference: `the truth, ${truthMs[rank]} ms${beside}`,
    }
  })
}
