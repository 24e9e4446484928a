/**
 * How fast the reference backend reads a record, beside a bare server with the same pool on the
 * same database: a check that measures load must not measure a slow target.
 */
import { request } from 'undici'
import { median } from '#gate/kit/model/statistics.ts'
import { deployReference, type ReferenceDeployment, type Served } from './reference-deployment.ts'
import { type Saturation, saturate } from './reference-saturation.ts'
import type { BenchResult } from './result.ts'

const warmUps = 5
const rounds = 7
const durationMs = 1_200
/** Connections of all processes together. */
const totalPool = 20
/** Requests under way: each finds a connection free, as in a service that is well. */
const connections = totalPool
const referenceMain = 'reference-app/src/main.ts'
const bareServer = 'bench/reference-bare-server.ts'

interface RecordRead {
  headers: Record<string, string>
  company: number
  id: number
}

/** Makes a record through the backend, and a session that may read it. */
async function prepare({ url }: Served, { admin }: ReferenceDeployment): Promise<RecordRead> {
  const common = { 'content-type': 'application/json', 'x-forwarded-proto': 'https' }
  const post = async (path: string, headers: Record<string, string>, body: unknown) => {
    const options = { method: 'POST', headers, body: JSON.stringify(body) } as const
    const reply = await request(`${url}/api/v1${path}`, options)
    if (reply.statusCode >= 300) throw new Error(`${path} answered ${reply.statusCode}`)
    return (await reply.body.json()) as { access_token: string; id: number }
  }
  const { access_token: token } = await post('/auth/login', common, admin)
  const headers = { ...common, authorization: `Bearer ${token}` }
  const { id: company } = await post('/companies', headers, { name: 'bench' })
  const content = 'x'.repeat(200)
  const { id } = await post(`/companies/${company}/records`, headers, { name: 'r', content })
  return { headers, company, id }
}

/** Rounds in which every server is kept busy in turn, so that a noisy machine slows all. */
async function inTurns(turns: readonly (() => Promise<Saturation>)[]): Promise<Saturation[][]> {
  const seen: Saturation[][] = []
  // Until the compiler has seen enough of every process: one of four sees a fourth of the requests,
  // and is as fast as it will be after some eight seconds of them.
  for (let pass = 0; pass < warmUps; pass += 1) for (const turn of turns) await turn()
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? turns : turns.toReversed()
    const results = new Map<() => Promise<Saturation>, Saturation>()
    for (const turn of order) results.set(turn, await turn())
    seen.push(turns.map((turn) => results.get(turn) as Saturation))
  }
  return seen
}

type Figure = 'perSecond' | 'perCpuSecond'

/** The median over the rounds of one server's figure divided by another's. */
function ratio(seen: Saturation[][], figure: Figure, subject: number, reference: number): number {
  const ratios = seen.map(
    (round) => (round[subject]?.[figure] ?? 0) / (round[reference]?.[figure] ?? 0),
  )
  return Math.round(median(ratios) * 1000) / 1000
}

function typical(seen: Saturation[][], figure: Figure, server: number): number {
  return Math.round(median(seen.map((round) => round[server]?.[figure] ?? 0)))
}

const fixedPool = (size: number) => ({ DB_POOL_SIZE: String(size), DB_MAX_OVERFLOW: '0' })

/** One worker against a bare server that does the same work; the bare query is told beside it. */
export async function referenceOneWorker(): Promise<BenchResult> {
  const deployment = await deployReference()
  try {
    const backend = await deployment.serve(referenceMain, '/ready', fixedPool(totalPool))
    const read = await prepare(backend, deployment)
    const place = `${read.company}/${read.id}`
    const bare = await deployment.serve(bareServer, `/query/${place}`, fixedPool(totalPool))
    const load = { headers: read.headers, connections, durationMs }
    const path = `/api/v1/companies/${read.company}/records/${read.id}`
    const seen = await inTurns([
      () => saturate(backend, { ...load, path }),
      () => saturate(bare, { ...load, path: `/record/${place}` }),
      () => saturate(bare, { ...load, path: `/query/${place}` }),
    ])
    for (const server of [backend, bare]) await server.stop()
    const figure = (server: number) => typical(seen, 'perCpuSecond', server)
    return {
      name: 'reference-one-worker',
      goal: '>= 0.85',
      unit: 'ratio',
      runs: rounds,
      value: ratio(seen, 'perCpuSecond', 0, 1),
      reference: [
        `a bare server that does the same work, ${figure(1)} reads per processor second`,
        `the backend ${figure(0)}; the bare query alone ${figure(2)}`,
        `a ratio of ${ratio(seen, 'perCpuSecond', 0, 2)}`,
      ].join('; '),
    }
  } finally {
    await deployment.close()
  }
}

/** Four workers against one, the same number of connections shared among them. */
export async function referenceFourWorkers(): Promise<BenchResult> {
  const deployment = await deployReference()
  try {
    const serve = (program: string, path: string) => (workers: number) => {
      const variables = { WORKERS: String(workers), ...fixedPool(totalPool / workers) }
      return deployment.serve(program, path, variables)
    }
    const backends = await Promise.all([4, 1].map(serve(referenceMain, '/ready')))
    const { headers, company, id } = await prepare(backends[1] as Served, deployment)
    const place = `${company}/${id}`
    const bare = await Promise.all([4, 1].map(serve(bareServer, `/query/${place}`)))
    const load = { headers, connections, durationMs }
    const path = `/api/v1/companies/${company}/records/${id}`
    const seen = await inTurns([
      ...backends.map((server) => () => saturate(server, { ...load, path })),
      ...bare.map((server) => () => saturate(server, { ...load, path: `/record/${place}` })),
    ])
    for (const server of [...backends, ...bare]) await server.stop()
    return {
      name: 'reference-four-workers',
      goal: '>= 0.9',
      unit: 'ratio',
      runs: rounds,
      value: ratio(seen, 'perSecond', 0, 1),
      reference: [
        `one worker with all ${totalPool} connections, ${typical(seen, 'perSecond', 1)} reads/s`,
        `per processor second ${ratio(seen, 'perCpuSecond', 0, 1)}`,
        // What the machine makes of four processes in place of one, whoever they are.
        `four to one of a bare server that does the same work ${ratio(seen, 'perSecond', 2, 3)}`,
      ].join('; '),
    }
  } finally {
    await deployment.close()
  }
}
