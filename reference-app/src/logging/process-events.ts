import type { Logger } from 'pino'

/**
 * Logs what Node would otherwise print itself: warnings, and the error that ends the process.
 * Without this such lines are not JSON, and a fatal error may leave none.
 */
export function logProcessEvents(log: Logger, exitCode = 1): void {
  process.removeAllListeners('warning')
  process.on('warning', function warning(error) {
    log.warn({ warning: error.name }, error.message)
  })
  process.on('uncaughtException', function uncaughtException(error) {
    log.fatal({ exception: error }, 'uncaught exception: the process ends')
    process.exit(exitCode)
  })
  process.on('unhandledRejection', function unhandledRejection(reason) {
    log.fatal({ exception: reason }, 'unhandled rejection: the process ends')
    process.exit(exitCode)
  })
}
