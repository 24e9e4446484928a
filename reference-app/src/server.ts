import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { commaList } from './config/lists.ts'
import type { Settings } from './config/schema.ts'
import { sendFrameworkError } from './plugins/app/error-handler.ts'
import { validatorCompiler } from './schemas/validator.ts'

/** A caller's own request id is kept where it cannot spoil a log line or a header. */
const saneRequestId = /^[A-Za-z0-9._-]{1,64}$/

/** Makes the HTTP server with everything registered; it does not listen yet. */
export async function startServer(settings: Settings, log: Logger): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: log,
    // The logger adds the request's id by itself, in queries and cache calls as well.
    childLoggerFactory: (logger) => logger,
    // One line for a request is enough: `request-log.ts` writes it.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID()
    },
    trustProxy: commaList(settings.TRUSTED_PROXIES),
    bodyLimit: 262_144,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // Above the idle times of common proxies: the proxy, not we, ends an idle connection.
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
