import cluster, { type Worker } from 'node:cluster'
import { randomUUID } from 'node:crypto'
import type { FromPrimary, FromWorker, Series } from './messages.ts'
import { retire } from './retired-series.ts'

/** How long the primary waits for the workers' series: a stuck worker must not hide the others. */
const collectTimeoutMs = 1_000

interface Collection {
  missing: Set<number>
  finish: () => void
}

/**
 * The primary's side: collects every worker's series and adds them up. Counters never fall: those
 * of ended workers are kept, and a worker that does not answer has those of its last answer.
 */
export class MetricsHub {
  private readonly open = new Map<string, Collection>()
  /** The last series of each worker that runs. */
  private readonly last = new Map<number, Series>()
  private retired: Series = []
  private readonly ended = new Set<number>()
  private readonly workers: () => Worker[]

  constructor(workers: () => Worker[]) {
    this.workers = workers
  }

  /** Handles a worker's message; answers a request with the sum over all workers. */
  async onMessage(from: Worker, message: FromWorker): Promise<void> {
    if (message.type === 'metrics-part') this.addPart(from.id, message.id, message.series)
    if (message.type !== 'metrics-wanted') return
    const parts = await this.collect()
    const { AggregatorRegistry } = await import('prom-client')
    const text = await AggregatorRegistry.aggregate([...parts, this.ownSeries()]).metrics()
    if (from.isConnected()) send(from, { type: 'metrics', id: message.id, text })
  }

  /** A dead worker will not answer any more; what it counted stays counted. */
  onExit(workerId: number): void {
    this.ended.add(workerId)
    this.retired = retire(this.retired, this.last.get(workerId) ?? [])
    this.last.delete(workerId)
    for (const id of this.open.keys()) this.addPart(workerId, id)
  }

  private collect(): Promise<Series[]> {
    const id = randomUUID()
    const asked = this.workers().filter((worker) => worker.isConnected())
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.open.delete(id)
        resolve([...this.last.values(), this.retired])
      }
      const timer = setTimeout(finish, collectTimeoutMs)
      this.open.set(id, { missing: new Set(asked.map((worker) => worker.id)), finish })
      for (const worker of asked) send(worker, { type: 'metrics-collect', id })
    })
  }

  private addPart(workerId: number, id: string, series?: Series): void {
    // A message may arrive after its worker's exit; what it says would be counted twice.
    if (series !== undefined && !this.ended.has(workerId)) this.last.set(workerId, series)
    const collection = this.open.get(id)
    if (collection === undefined || !collection.missing.delete(workerId)) return
    if (collection.missing.size === 0) collection.finish()
  }

  private ownSeries(): Series {
    const values = [{ value: this.workers().length, labels: {} }]
    const help = 'Worker processes that are alive'
    // prom-client's type names fields that its own aggregation does not read.
    return [
      { name: 'app_workers', help, type: 'gauge', values, aggregator: 'sum' },
    ] as unknown as Series
  }
}

/** The worker's side: asks the primary for the sum over all workers. */
export function requestClusterMetrics(timeoutMs = 3_000): Promise<string> {
  const id = randomUUID()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      process.off('message', onMessage)
      reject(new Error(`the primary gave no metrics within ${timeoutMs} ms`))
    }, timeoutMs)
    const onMessage = (message: FromPrimary) => {
      if (message.type !== 'metrics' || message.id !== id) return
      clearTimeout(timer)
      process.off('message', onMessage)
      resolve(message.text)
    }
    process.on('message', onMessage)
    sendToPrimary({ type: 'metrics-wanted', id })
  })
}

export function send(worker: Worker, message: FromPrimary): void {
  worker.send(message, () => undefined)
}

export function sendToPrimary(message: FromWorker): void {
  cluster.worker?.send(message, undefined, undefined, () => undefined)
}
