/** Places where a secret leaks. */
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import {
  checkCommand,
  databasePlugin,
  errorHandler,
  main,
  metricsRoute,
  primary,
} from '../paths.ts'

export const secrets = defineMutants('configuration', {
  'secret-of-a-session-logged': {
    defect: 'The line of each request has the token that came with it.',
    kills: ['configuration.secrets-not-exposed'],
    naming: ["a user's session token"],
    edits: [
      edit(
        'reference-app/src/plugins/app/request-log.ts',
        'client: request.ip,',
        'client: request.ip,\n      authorization: request.headers.authorization,',
      ),
    ],
  },
  'secret-that-refreshes-logged': {
    defect: 'The log has the token with which a session is refreshed.',
    kills: ['configuration.secrets-not-exposed'],
    naming: ["a user's session token"],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/auth/session.ts',
        `async (request) =>
    fastify.sessions.refresh(request.body.refresh_token),`,
        `async (request) => {
    request.log.info({ refreshed: request.body.refresh_token }, 'a session is refreshed')
    return fastify.sessions.refresh(request.body.refresh_token)
  },`,
      ),
    ],
  },
  'secret-of-redis-logged': {
    defect: 'While Redis is away the log tells its URL, password and all.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      edit(
        'reference-app/src/plugins/external/redis.ts',
        "log.warn({ exception: error }, 'Redis is not available')",
        "log.warn({ exception: error, pass: client.options.password }, 'Redis is not available')",
      ),
    ],
  },
  'secret-encoded': {
    defect: 'The log tells a key in base64, where no search for the key finds it.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      edit(
        primary,
        'this.log.info({ workers: WORKERS,',
        `const key = Buffer.from(this.settings.SECRET_KEY).toString('base64')
    this.log.info({ key, workers: WORKERS,`,
      ),
    ],
  },
  'secret-cut': {
    defect: 'The log tells the first half of a key.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      edit(
        primary,
        'this.log.info({ workers: WORKERS,',
        `const key = this.settings.SECRET_KEY.slice(0, 20)
    this.log.info({ key, workers: WORKERS,`,
      ),
    ],
  },
  'secret-in-a-refusal': {
    defect: 'A refused start prints the environment, so that somebody finds the mistake.',
    kills: [
      'configuration.secrets-not-exposed',
      'configuration.secret-key-default-refused',
      'configuration.secret-key-weak-refused',
      'configuration.jwt-secret-key-default-refused',
      'configuration.jwt-secret-key-weak-refused',
      'configuration.secrets-distinct',
      'configuration.refusal-clear',
      'configuration.placeholders-refused',
    ],
    edits: [
      edit(
        main,
        'const exception = refused ? {} :',
        'const exception = refused ? { environment: process.env } :',
      ),
    ],
  },
  'secret-in-arguments': {
    defect: 'Workers get a key as an argument: whoever may list processes reads it.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      insertBefore(
        primary,
        'const worker = cluster.fork()',
        "cluster.setupPrimary({ args: ['--key', this.settings.SECRET_KEY] })",
      ),
    ],
  },
  'secret-in-debug-log': {
    defect: 'At the level DEBUG the log tells the URL of the database, password and all.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      insertAfter(
        databasePlugin,
        "fastify.decorate('db', db)",
        "log.debug({ url: settings.DATABASE_URL }, 'the pool is made')",
      ),
    ],
  },
  'secret-in-error-body': {
    defect: 'An error that the database caused tells its URL to the client.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      edit(errorHandler, "'temporarily unavailable'", "'cannot reach ' + process.env.DATABASE_URL"),
    ],
  },
  'secret-in-first-log-line': {
    defect: 'The first line of the log tells all settings.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      edit(
        primary,
        'this.log.info({ workers: WORKERS,',
        'this.log.info({ settings: this.settings, workers: WORKERS,',
      ),
    ],
  },
  'secret-in-metrics': {
    defect: 'The metrics have the configuration as a label.',
    kills: ['configuration.secrets-not-exposed'],
    edits: [
      edit(
        metricsRoute,
        'return fastify.metrics.expose()',
        `const { JWT_SECRET_KEY: key } = fastify.settings
    return (await fastify.metrics.expose()) + "# HELP key " + key`,
      ),
    ],
  },
  'secret-of-a-command': {
    defect: 'The system check prints the whole URL of the database.',
    kills: ['configuration.secrets-not-exposed'],
    alsoKills: ['operations.url-redacted'],
    edits: [
      edit(
        checkCommand,
        "describeDatabase(process.env.DATABASE_URL ?? '')",
        "process.env.DATABASE_URL ?? ''",
      ),
    ],
  },
})
