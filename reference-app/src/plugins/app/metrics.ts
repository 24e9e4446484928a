import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { FromPrimary, Series } from '../../cluster/messages.ts'
import { requestClusterMetrics, sendToPrimary } from '../../cluster/metrics-hub.ts'

declare module 'fastify' {
  interface FastifyInstance {
    metrics: {
      countCacheRead: (kind: string, result: 'hit' | 'miss' | 'bypass') => void
      /** The series of all workers together, in Prometheus' text format. */
      expose: () => Promise<string>
    }
  }
}

/** This worker's series; the primary adds up those of all workers. */
async function metrics(fastify: FastifyInstance) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  poolGauges(fastify, registry)
  countRequests(fastify, registry)

  const reads = ['hit', 'miss', 'bypass'] as const
  const counters = Object.fromEntries(
    reads.map((result) => [result, cacheCounter(registry, result)]),
  )
  fastify.decorate('metrics', {
    countCacheRead: (kind, result) => counters[result]?.inc({ kind }),
    expose: () => requestClusterMetrics(),
  })

  const answerPrimary = async (message: FromPrimary) => {
    if (message.type !== 'metrics-collect') return
    const series = (await registry.getMetricsAsJSON()) as Series
    sendToPrimary({ type: 'metrics-part', id: message.id, series })
  }
  process.on('message', answerPrimary)
  fastify.addHook('onClose', async () => void process.off('message', answerPrimary))
}

function cacheCounter(registry: Registry, result: 'hit' | 'miss' | 'bypass') {
  const names = { hit: 'cache_hits', miss: 'cache_misses', bypass: 'cache_bypasses' }
  const help = {
    hit: 'Reads answered from the cache',
    miss: 'Reads that had to load and fill',
    bypass: 'Reads that loaded because the cache was disabled or away',
  }
  return new Counter({
    name: `${names[result]}_total`,
    help: help[result],
    labelNames: ['kind'],
    registers: [registry],
  })
}

/** Pool figures, read on demand and summed over workers: `size` is that of all workers. */
function poolGauges(fastify: FastifyInstance, registry: Registry): void {
  const figures = {
    size: 'Connections that the pools keep open',
    max_overflow: 'Connections that bursts may open beyond that',
    overflow: 'Connections open beyond size',
    checked_out: 'Connections in use',
    idle: 'Connections open and free',
    waiting: 'Callers waiting for a connection',
  }
  const read = () => {
    const { maxOverflow, checkedOut, ...status } = fastify.db.status()
    return { ...status, max_overflow: maxOverflow, checked_out: checkedOut }
  }
  for (const [figure, help] of Object.entries(figures)) {
    new Gauge({
      name: `db_pool_${figure}`,
      help,
      registers: [registry],
      collect() {
        this.set(read()[figure as keyof typeof figures])
      },
    })
  }
}

function countRequests(fastify: FastifyInstance, registry: Registry): void {
  const labelNames = ['method', 'route', 'status'] as const
  const registers = [registry]
  const name = 'http_requests_total'
  const total = new Counter({ name, help: 'Requests answered', labelNames, registers })
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  // Before the response is sent, so that a client that has it finds it counted.
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const route = request.routeOptions.url ?? 'none'
    const labels = { method: request.method, route, status: String(reply.statusCode) }
    total.inc(labels)
    seconds.observe(labels, reply.elapsedTime / 1000)
    done()
  })
}

export default fp(metrics, { name: 'metrics', dependencies: ['settings', 'database'] })
