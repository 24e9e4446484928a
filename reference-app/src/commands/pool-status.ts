import { loadSettings } from '../config/load.ts'

const figures = ['size', 'max_overflow', 'overflow', 'checked_out', 'idle', 'waiting'] as const
const timeoutMs = 5_000

/**
 * Prints the pools of the running server, summed over all workers. It asks the server's processes,
 * as a pool of this command would say nothing about them.
 */
export async function poolStatus(): Promise<number> {
  const { HOST, PORT } = loadSettings(process.env)
  const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST === '::' ? '[::1]' : HOST
  const url = `http://${host}:${PORT}/metrics`
  let text: string
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`status ${response.status}`)
    text = await response.text()
  } catch (error) {
    throw new Error(`no server answers at ${url}`, { cause: error })
  }
  const status = Object.fromEntries(figures.map((name) => [name, gauge(text, `db_pool_${name}`)]))
  console.log(JSON.stringify({ workers: gauge(text, 'app_workers'), ...status }))
  return 0
}

/** The value of a series without labels in Prometheus' text format. */
function gauge(text: string, name: string): number {
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
  if (value === undefined) throw new Error(`the server's metrics lack ${name}`)
  return Number(value)
}
