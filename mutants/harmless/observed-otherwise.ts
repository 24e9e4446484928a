import type { Mutant } from '../mutant.ts'

export const observedOtherwise: Mutant = {
  id: 'harmless-observed-otherwise',
  defect:
    'Metrics have other names and count after the answer, by hundreds; traces are of the W3C.',
  kills: [],
  edits: [
    {
      file: 'preflight.config.ts',
      find: "  metricNames: { requests: 'http_requests_total' },\n",
      replace: '',
    },
    {
      file: 'reference-app/src/plugins/app/metrics.ts',
      find: "const name = 'http_requests_total'",
      replace: "const name = 'web_requests_served'",
    },
    {
      file: 'reference-app/src/plugins/app/metrics.ts',
      find: "fastify.addHook('onSend', (request, reply, _payload, done) => {",
      replace: "fastify.addHook('onResponse', (request, reply, done) => {",
    },
    {
      file: 'reference-app/src/plugins/app/metrics.ts',
      find: 'status: String(reply.statusCode) }',
      replace: 'status: `${Math.floor(reply.statusCode / 100)}xx` }',
    },
    {
      file: 'reference-app/src/plugins/app/request-context.ts',
      find: "reply.header('x-request-id', request.id)",
      replace: "reply.header('traceparent', `00-${request.id}-00f067aa0ba902b7-01`)",
    },
    {
      file: 'reference-app/src/routes/ready.ts',
      find: 'reply.code(isReady ? 200 : 503)',
      replace: 'reply.code(isReady ? 204 : 500)',
    },
  ],
}
