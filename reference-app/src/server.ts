import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { commaList } from './config/lists.ts'
import type { Settings } from './config/schema.ts'
import { sendFrameworkError } from './plugins/app/error-handler.ts'
import { validatorCompiler } from './schemas/validator.ts'

/** Request ids from callers are kept if they are safe in log lines and headers. */
const saneRequestId = /^[A-Za-z0-9._-]{1,64}$/

/** Makes the HTTP server with everything registered; it does not listen yet. */
export async function startServer(settings: Settings, log: Logger): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: log,
    // The logger adds the request id itself, in queries and cache calls too.
    childLoggerFactory: (logger) => logger,
    // `request-log.ts` writes the one line per request.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID()
    },
    trustProxy: commaList(settings.TRUSTED_PROXIES),
    bodyLimit: 262_144,
    // Longer than the idle timeouts of common proxies, so that the proxy closes idle connections.
    keepAliveTimeout: 75_000,
    requestTimeout: 30_000,
    http: { headersTimeout: 20_000 },
    frameworkErrors: sendFrameworkError,
  })
  server.setValidatorCompiler(validatorCompiler)
  const app = server as unknown as FastifyInstance
  await app.register(buildApp, { settings })
  await app.ready()
  return app
}
