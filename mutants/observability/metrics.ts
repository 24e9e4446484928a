/** The metrics, and who may read them. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { metricsPlugin, metricsRoute, nginxConf, server } from '../paths.ts'

export const metrics = defineMutants('observability', {
  'metrics-buckets-out-of-order': {
    defect: 'One bound of a histogram is in milliseconds, the others in seconds.',
    kills: ['observability.metrics'],
    edits: [edit(metricsPlugin, '0.1, 0.25, 0.5,', '0.1, 250, 0.5,')],
  },
  'metrics-not-exposition': {
    defect: 'A line of the metrics is no sample: a scraper refuses the whole page.',
    kills: ['observability.metrics'],
    edits: [
      edit(
        metricsRoute,
        'return fastify.metrics.expose()',
        `return \`\${await fastify.metrics.expose()}cache_hit_ratio 97%
\``,
      ),
    ],
  },
  'metrics-of-no-type': {
    defect: 'The metrics come as JSON text: a scraper does not read the page.',
    kills: ['observability.metrics'],
    edits: [edit(metricsRoute, "'text/plain; version=0.0.4; charset=utf-8'", "'application/json'")],
  },
  'metrics-of-one-worker': {
    defect: 'Whoever asks for the metrics gets those of the worker that answers.',
    kills: ['observability.metrics', 'observability.counters-never-fall'],
    alsoKills: ['pool.status-true', 'cache.hit-ratio-visible', 'operations.pool-status'],
    edits: [
      edit(
        metricsPlugin,
        'expose: () => requestClusterMetrics(),',
        'expose: () => registry.metrics(),',
      ),
      edit(
        metricsPlugin,
        'import { requestClusterMetrics, sendToPrimary } from',
        'import { sendToPrimary } from',
      ),
    ],
  },
  'metrics-forget-ended-workers': {
    defect: 'The metrics are the sum over the workers that run: what an ended one counted is gone.',
    kills: ['observability.counters-never-fall'],
    edits: [
      edit(
        'reference-app/src/cluster/metrics-hub.ts',
        '    this.retired = retire(this.retired, this.last.get(workerId) ?? [])\n',
        '',
      ),
      edit(
        'reference-app/src/cluster/metrics-hub.ts',
        "import { retire } from './retired-series.ts'\n",
        '',
      ),
    ],
  },
  'metrics-count-reads-only': {
    defect: 'Requests are counted if they read.',
    kills: ['observability.metrics'],
    edits: [
      edit(metricsPlugin, 'total.inc(labels)', "if (request.method === 'GET') total.inc(labels)"),
    ],
  },
  'metrics-below-a-prefix': {
    defect: 'The edge keeps the metrics in, and passes them on below a prefix that it takes off.',
    kills: ['observability.metrics-private'],
    edits: [
      insertBefore(
        nginxConf,
        'location = /metrics {',
        `location /internal/ {
    rewrite ^/internal(/.*)$ $1 break;
    proxy_pass http://$live_backend:8000;
}`,
      ),
    ],
  },
  'metrics-at-another-path': {
    defect: 'The edge keeps the metrics in at their path, and passes another path on to them.',
    kills: ['observability.metrics-private'],
    edits: [
      insertBefore(
        nginxConf,
        'location = /metrics {',
        `location = /stats {
    rewrite ^ /metrics break;
    proxy_pass http://$live_backend:8000;
}`,
      ),
    ],
  },
  'metrics-public-with-a-slash': {
    defect: 'The edge keeps one spelling of the path in, and the backend answers to two.',
    kills: ['observability.metrics-private'],
    edits: [
      edit(
        server,
        'bodyLimit: 262_144,',
        'bodyLimit: 262_144, routerOptions: { ignoreTrailingSlash: true },',
      ),
    ],
  },
  'metrics-public': {
    defect: 'The edge passes requests for the metrics on, as any other.',
    kills: ['observability.metrics-private'],
    edits: [
      edit(
        nginxConf,
        `location = /metrics {
            return 404;
        }`,
        `location = /metrics {
            proxy_pass http://$live_backend:8000;
        }`,
      ),
    ],
  },
  'metrics-by-another-name': {
    defect: 'The edge keeps the metrics in at one name, and passes everything on at another.',
    kills: ['observability.metrics-private'],
    edits: [
      insertBefore(
        nginxConf,
        '# Other names are not served',
        `server {
        listen 443 ssl http2;
        server_name grafana.example.com;
        ssl_certificate /etc/nginx/ssl/fullchain.pem;
        ssl_certificate_key /etc/nginx/ssl/privkey.pem;
        include edge/switch.conf;
        location / {
            proxy_set_header Host api.example.com;
            proxy_pass http://$live_backend:8000;
        }
    }`,
      ),
    ],
  },
  'metrics-without-errors': {
    defect: 'Errors from inside are not counted.',
    kills: ['observability.metrics'],
    naming: ['that fail inside'],
    edits: [
      edit(metricsPlugin, 'total.inc(labels)', 'if (reply.statusCode < 500) total.inc(labels)'),
    ],
  },
  'metrics-without-pool': {
    defect: 'The metrics say nothing of the pool.',
    kills: ['observability.metrics'],
    alsoKills: ['pool.status-true', 'operations.pool-status'],
    edits: [
      edit(metricsPlugin, 'poolGauges(fastify, registry)', 'poolGauges(fastify, new Registry())'),
    ],
  },
  'metrics-without-refusals': {
    defect: 'Requests that are refused are not counted.',
    kills: ['observability.metrics'],
    edits: [
      edit(metricsPlugin, 'total.inc(labels)', 'if (reply.statusCode < 400) total.inc(labels)'),
    ],
  },
})
