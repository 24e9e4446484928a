/** Log lines, their level, and the id of a request in them. */
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import {
  errorHandler,
  logger,
  main,
  nginxConf,
  primary,
  proxyConf,
  requestContext,
  server,
  worker,
} from '../paths.ts'

export const logs = defineMutants('observability', {
  'log-of-mail-in-words': {
    defect: 'That a mail could not be sent is printed, and not logged.',
    kills: ['observability.logs-structured'],
    edits: [
      edit(
        'reference-app/src/plugins/app/mailer.ts',
        'log.error({ exception: error }, `mail could not be sent by ${host}:${port}`)',
        'console.error(error)',
      ),
    ],
  },
  'log-of-workers-in-words': {
    defect: 'That a worker has died is printed, and not logged.',
    kills: ['observability.logs-structured'],
    edits: [
      edit(
        primary,
        "this.log.error({ ...facts, delay_ms: decision.delayMs }, 'worker died: starting another')",
        'console.log(`worker died: ${JSON.stringify(facts)}`)',
      ),
    ],
  },
  'log-of-bodies-in-words': {
    defect: 'A body that cannot be read is printed with the stack, and not logged.',
    kills: ['observability.logs-structured'],
    edits: [
      insertBefore(
        errorHandler,
        'const refusal = (await isBehind(error))',
        'if (error.statusCode === 400 || error.statusCode === 415) console.error(error.stack)',
      ),
    ],
  },
  'trace-lost-by-a-success': {
    defect: 'Only errors tell the client the id of its request.',
    kills: ['observability.request-traced'],
    naming: ['a profile'],
    edits: [
      edit(requestContext, "    reply.header('x-request-id', request.id)\n", ''),
      insertBefore(
        errorHandler,
        'reply.code(status).type(',
        "reply.header('x-request-id', request.id)",
      ),
    ],
  },
  'trace-lost-at-a-location': {
    defect: 'One location has headers of its own, and passes no id on.',
    kills: ['observability.request-traced'],
    edits: [
      insertBefore(
        nginxConf,
        '# Probes every few seconds',
        `location /api/v1/companies/ {
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Request-ID "";
            proxy_pass http://$live_backend:8000;
        }`,
      ),
    ],
  },
  'log-of-redis-in-words': {
    defect: 'That Redis is away is printed, and not logged.',
    kills: ['observability.logs-structured'],
    edits: [
      edit(
        'reference-app/src/plugins/external/redis.ts',
        "log.warn({ exception: error }, 'Redis is not available')",
        'console.error(`Redis is not available: ${error.message}`)',
      ),
    ],
  },
  'log-banner': {
    defect: 'The first thing that is printed is a banner for people.',
    kills: ['observability.logs-structured'],
    edits: [
      insertAfter(
        main,
        'const settings = loadSettings(process.env)',
        "if (cluster.isPrimary) console.log('*** reference-app ***')",
      ),
    ],
  },
  'log-lacks-errors-of-500': {
    defect: 'An error from inside that a client is told with 500 is in no line of the log.',
    kills: ['observability.logs-structured'],
    edits: [edit(errorHandler, 'if (refusal.status >= 500) {', 'if (refusal.status > 500) {')],
  },
  'log-last-word': {
    defect: 'The last line, when all is stopped, is plain text.',
    kills: ['observability.logs-structured'],
    edits: [edit(primary, "this.log.info('stopped')", "console.log('Bye!')")],
  },
  'log-level-hides-errors': {
    defect: 'At ERROR nothing is said any more, errors neither.',
    kills: ['observability.log-level'],
    edits: [
      edit(
        logger,
        'level: pinoLevels[level],',
        "level: level === 'ERROR' ? 'silent' : pinoLevels[level],",
      ),
    ],
  },
  'log-level-of-the-first': {
    defect: 'The first process has the level that is set; its workers have INFO.',
    kills: ['observability.log-level'],
    edits: [edit(worker, 'createLogger(settings.LOG_LEVEL,', "createLogger('INFO',")],
  },
  'log-line-of-console': {
    defect: 'One message of the start goes past the logger, as plain text.',
    kills: ['observability.logs-structured'],
    edits: [insertAfter(server, 'await app.ready()', "console.log('routes are ready')")],
  },
  'log-stack-of-many-lines': {
    defect: 'A failed request prints its stack trace, line by line.',
    kills: ['observability.logs-structured'],
    edits: [
      insertBefore(errorHandler, 'const facts = { exception: error,', 'console.error(error)'),
    ],
  },
  'log-undated': {
    defect: 'The time of a line is the time of day alone.',
    kills: ['observability.logs-structured'],
    edits: [edit(logger, 'new Date().toISOString()', 'new Date().toISOString().slice(11, 19)')],
  },
  'log-without-exception': {
    defect: 'An error is logged without the exception that it came from.',
    kills: ['observability.logs-structured'],
    edits: [edit(errorHandler, 'const facts = { exception: error,', 'const facts = {')],
  },
  'log-without-function': {
    defect: 'Lines tell the module that wrote them, and not the function.',
    kills: ['observability.logs-structured'],
    edits: [edit(logger, ': callSite()', ': { module: callSite().module }')],
  },
  'log-without-level': {
    defect: 'The level of a line is a field that nobody looks for.',
    kills: ['observability.logs-structured'],
    blinds: ['observability.log-level'],
    edits: [
      edit(
        logger,
        '({ level: levelNames[label] ?? label })',
        '({ severity: levelNames[label] ?? label })',
      ),
    ],
  },
  'trace-ends-at-the-edge': {
    defect: 'The edge has an id for each request, and the backend another.',
    kills: ['observability.request-traced'],
    edits: [
      edit(
        proxyConf,
        'proxy_set_header X-Request-ID $request_id;',
        'proxy_set_header X-Request-ID "";',
      ),
    ],
  },
  'trace-not-logged': {
    defect: 'The client and the edge know the id of a request, and the backend logs without it.',
    kills: ['observability.request-traced'],
    edits: [
      edit(
        'reference-app/src/plugins/app/request-log.ts',
        'request_id: request.id,',
        "request_id: '',",
      ),
    ],
  },
  'trace-not-returned': {
    defect: 'The id of a request is in both logs, and no client is told it.',
    kills: ['observability.request-traced'],
    edits: [edit(requestContext, "    reply.header('x-request-id', request.id)\n", '')],
  },
})
