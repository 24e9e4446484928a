import cluster from 'node:cluster'
import { loadSettings } from './config/load.ts'
import { ConfigurationError } from './config/problems.ts'
import { formatException, logLine } from './logging/line.ts'

/** EX_CONFIG of sysexits.h. */
const exitConfiguration = 78

/**
 * Entry. The primary validates the configuration before it loads or starts anything else, so that a
 * refusal is quick, is printed once, and leaves no worker and no open port.
 */
async function main(): Promise<void> {
  const settings = loadSettings(process.env)
  if (cluster.isPrimary) {
    const { runPrimary } = await import('./cluster/primary.ts')
    runPrimary(settings)
  } else {
    const { runWorker } = await import('./cluster/worker.ts')
    await runWorker(settings)
  }
}

try {
  await main()
} catch (error) {
  const refused = error instanceof ConfigurationError
  const message = refused ? error.message : 'start-up failed'
  const fields = { module: 'main', function: 'main' }
  const exception = refused ? {} : { exception: formatException(error) }
  process.stderr.write(
    logLine(refused ? 'ERROR' : 'CRITICAL', message, { ...fields, ...exception }),
  )
  process.exit(refused ? exitConfiguration : 1)
}
