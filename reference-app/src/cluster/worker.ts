import cluster from 'node:cluster'
import type { Settings } from '../config/schema.ts'
import { createLogger } from '../logging/logger.ts'
import { logProcessEvents } from '../logging/process-events.ts'
import { startServer } from '../server.ts'
import type { FromPrimary } from './messages.ts'
import { sendToPrimary } from './metrics-hub.ts'

/**
 * Serves until told to stop. A worker ignores a second signal: a terminal sends Ctrl-C to the whole
 * group, and only the primary knows which signal was the second. When the primary dies, Node ends
 * its workers.
 */
export async function runWorker(settings: Settings): Promise<void> {
  const log = createLogger(settings.LOG_LEVEL, `worker-${cluster.worker?.id ?? 0}`)
  logProcessEvents(log)
  const starting = startServer(settings, log)
  let stopping = false

  async function stop(reason: string): Promise<void> {
    if (stopping) return
    stopping = true
    log.info({ reason }, 'draining')
    const deadline = setTimeout(() => {
      log.error({ timeout_s: settings.SHUTDOWN_TIMEOUT }, 'drain timed out: work in hand is lost')
      process.exit(1)
    }, settings.SHUTDOWN_TIMEOUT * 1000)
    const app = await starting
    await app.close()
    clearTimeout(deadline)
    log.info('drained')
    process.exit(0)
  }

  process.on('message', (message: FromPrimary) => {
    if (message.type === 'stop') void stop('primary')
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))

  try {
    const app = await starting
    if (stopping) return
    await app.listen({ host: settings.HOST, port: settings.PORT, listenTextResolver })
  } catch (error) {
    if (!isListenError(error)) throw error
    const at = `${settings.HOST} port ${settings.PORT}`
    sendToPrimary({ type: 'listen-failed', message: `cannot listen on ${at}: ${error.code}` })
  }
}

const listenTextResolver = (address: string) => `serving ${address}`
const listenCalls = new Set(['listen', 'bind', 'getaddrinfo'])

function isListenError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && listenCalls.has(String(error.syscall))
}
