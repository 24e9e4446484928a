import { hostname } from 'node:os'
import pino, { type Logger } from 'pino'
import { callSite } from './call-site.ts'
import { requestContext } from './context.ts'
import { formatException, type Level } from './line.ts'

const pinoLevels: Record<Level, string> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
}

const levelNames: Record<string, string> = {
  trace: 'DEBUG',
  ...Object.fromEntries(Object.entries(pinoLevels).map(([name, label]) => [label, name])),
}

/**
 * The logger of a process: one JSON object per line on stdout, written synchronously, so that the
 * last lines of a crashing process are not lost.
 */
export function createLogger(level: Level, role: string): Logger {
  return pino(
    {
      level: pinoLevels[level],
      base: { pid: process.pid, host: hostname(), role },
      messageKey: 'message',
      errorKey: 'exception',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      serializers: { exception: formatException },
      formatters: { level: (label) => ({ level: levelNames[label] ?? label }), log: renameError },
      mixin: addContext,
    },
    pino.destination(1),
  )
}

/** Packages log errors as `err`; our lines call them `exception`. */
function renameError(fields: Record<string, unknown>): Record<string, unknown> {
  if (!('err' in fields || 'exception' in fields)) return fields
  const { err, exception, ...rest } = fields
  const error = exception ?? err
  return error === undefined ? rest : { ...rest, exception: formatException(error) }
}

/** Code that logs on every request passes its name, as looking up the call site costs 25 us. */
function addContext(fields: object): Record<string, unknown> {
  const requestId = 'request_id' in fields ? undefined : requestContext.getStore()?.requestId
  const site = 'module' in fields ? {} : callSite()
  return { ...site, ...(!requestId ? {} : { request_id: requestId }) }
}
