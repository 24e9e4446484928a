/** Logs, metrics and health that differ, of a correct backend. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import {
  healthRoute,
  logger,
  metricsPlugin,
  primary,
  readyRoute,
  requestContext,
  targetConfig,
  websocketPlugin,
} from '../paths.ts'

const logLine = 'reference-app/src/logging/line.ts'
export const otherLogs = defineMutants('harmless', {
  'harmless-log-keys-declared': {
    defect: 'Log lines have other keys and levels as numbers, and the config names the keys.',
    kills: [],
    edits: [
      edit(logger, "messageKey: 'message',", "messageKey: 'msg',"),
      edit(
        logger,
        '({ level: levelNames[label] ?? label })',
        '({ severity: { debug: 20, info: 30, warn: 40, error: 50, fatal: 60 }[label] })',
      ),
      edit(
        logLine,
        'JSON.stringify({ timestamp, level, message, ...fields',
        'JSON.stringify({ timestamp, severity: level, msg: message, ...fields',
      ),
      insertBefore(
        targetConfig,
        'knownDefaults: {',
        "logKeys: { message: 'msg', level: 'severity' },",
      ),
    ],
  },
  'harmless-logs-otherwise': {
    defect:
      'Log lines have their time in milliseconds since 1970, and fields that nobody asked for.',
    kills: [],
    edits: [
      edit(
        logger,
        '`,"timestamp":"${new Date().toISOString()}"`',
        '`,"timestamp":${Date.now()},"schema":{"version":2}`',
      ),
      edit(
        logLine,
        'JSON.stringify({ timestamp, level, message, ...fields, pid: process.pid })',
        'JSON.stringify({ ...fields, level, message, timestamp: Date.now(), tags: [] })',
      ),
    ],
  },
  'harmless-observed-otherwise': {
    defect:
      'Metrics have other names and count after the answer, by hundreds; traces are of the W3C.',
    kills: [],
    edits: [
      edit(targetConfig, "  metricNames: { requests: 'http_requests_total' },\n", ''),
      edit(
        metricsPlugin,
        "const name = 'http_requests_total'",
        "const name = 'web_requests_served'",
      ),
      edit(
        metricsPlugin,
        "fastify.addHook('onSend', (request, reply, _payload, done) => {",
        "fastify.addHook('onResponse', (request, reply, done) => {",
      ),
      edit(
        metricsPlugin,
        'status: String(reply.statusCode) }',
        'status: `${Math.floor(reply.statusCode / 100)}xx` }',
      ),
      edit(
        requestContext,
        "reply.header('x-request-id', request.id)",
        "reply.header('traceparent', `00-${request.id}-00f067aa0ba902b7-01`)",
      ),
      edit(readyRoute, 'reply.code(isReady ? 200 : 503)', 'reply.code(isReady ? 204 : 500)'),
    ],
  },
  'harmless-tells-more-and-stops-otherwise': {
    defect:
      'Health has more fields, headers other names; a stop ends with 143, and sockets with 1012.',
    kills: [],
    edits: [
      edit(
        healthRoute,
        "status: Type.Literal('healthy'),",
        `status: Type.String(),
  pid: Type.Integer(),
  checks: Type.Array(Type.String()),`,
      ),
      edit(
        healthRoute,
        'async () => reply)',
        "async () => ({ ...reply, status: 'UP', pid: process.pid, checks: [] }))",
      ),
      edit(
        requestContext,
        "reply.header('x-request-id', request.id)",
        "reply.header('X-Correlation-ID', request.id)",
      ),
      edit(websocketPlugin, 'const goingAway = 1001', 'const goingAway = 1012'),
      edit(primary, 'this.end(0)', 'this.end(143)'),
    ],
  },
  'harmless-metrics-otherwise': {
    defect: 'Metrics have other labels and a summary, and some grow by themselves.',
    kills: [],
    triedOn: ['observability'],
    edits: [
      edit(
        metricsPlugin,
        "const labelNames = ['method', 'route', 'status'] as const",
        "const labelNames = ['verb', 'handler', 'code', 'worker'] as const",
      ),
      edit(
        metricsPlugin,
        'const labels = { method: request.method, route, status: String(reply.statusCode) }',
        `const labels = {
      verb: request.method.toLowerCase(),
      handler: route,
      code: String(reply.statusCode),
      worker: String(process.pid),
    }`,
      ),
      insertBefore(
        metricsPlugin,
        "const name = 'http_requests_total'",
        `const beats = new Counter({ name: 'app_beats_total', help: 'Seconds', registers })
setInterval(() => beats.inc(), 1000).unref()`,
      ),
    ],
  },
})
