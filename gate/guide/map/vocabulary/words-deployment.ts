import { text } from '#guide/claim.ts'
import type { ClaimWords } from './claim-words.ts'

/** Of what is around the backend, and of what people do with it. */
export const deploymentWords: ClaimWords = {
  'edge.config-valid': 'nginx -t, configtest, check the configuration before reload',
  'edge.https-redirect':
    'redirect http to https, listen 80, return 301 https, redirect_http_to_https',
  'edge.tls-versions': 'ssl_protocols TLSv1.2 TLSv1.3 minimum protocol version',
  'edge.tls-ciphers': 'ssl_ciphers cipher suites, ssl_prefer_server_ciphers',
  'edge.certificate': text`ssl_certificate ssl_certificate_key fullchain privkey certbot
    letsencrypt renew TLS certificate private key`,
  'edge.security-headers': text`add_header HSTS Strict-Transport-Security hsts_max_age
    X-Frame-Options Content-Security-Policy`,
  'edge.forwarded': text`proxy_set_header Host X-Forwarded-For X-Real-IP X-Forwarded-Proto
    forwarded headers trust proxy`,
  'edge.websocket': text`proxy_set_header Upgrade Connection upgrade WebSocket http_upgrade
    connection_upgrade proxy_http_version`,
  'edge.read-timeout': 'proxy_read_timeout router timeout, gateway timeout 504',
  'edge.keep-alive': 'keepalive connections to the upstream, proxy_http_version, idle timeout',
  'edge.health-unlogged': 'access_log off for the health path',
  'edge.follows-replacement': 'upstream address changes, resolver, proxy_pass to a new container',
  'edge.upstream-down': '502, bad gateway, upstream down, backend not running, fail_timeout',
  'container.non-root': 'USER runAsUser runAsNonRoot unprivileged account adduser',
  'container.healthcheck': 'HEALTHCHECK health check of the container, livenessProbe, curl, path',
  'container.unhealthy-detected': 'livenessProbe hangs unhealthy deadlock',
  'container.workers':
    'WEB_CONCURRENCY UNICORN_WORKERS worker_processes number of workers, gunicorn -w, puma',
  'container.image-clean':
    'no secrets in a layer, dockerignore, .env out of version control, build args',
  'container.image-compiler-free':
    'multi-stage build, build tools, gcc, build-essential, slim image',
  'container.restart':
    'restart always, restart policy, started again after a crash, systemd Restart',
  'container.limits': 'cpu memory limits, resources, quota, mem_limit',
  'container.replicas': 'replicas quantity scale number of instances, ps:scale',
  'container.data-survives':
    'volumes, bind mount, named volume, data directory, persistent storage',
  'container.graceful-stop': text`SIGTERM, stop accepting connections, drain,
    terminationGracePeriodSeconds, stop timeout, finish requests`,
  'container.compose-valid':
    'docker compose file, pin the image tag not latest, ports exposed, docker-compose config',
  'container.starts-in-order': 'depends_on, wait for the database, start order',
  'release.blue-green-lossless':
    'zero downtime, preboot, blue green, switch traffic without dropping connections',
  'release.order-enforced':
    'migrations before the switch, release phase, wait until healthy, abort the release',
  'release.in-flight-drained': 'finish requests in flight, drain, take out of the load balancer',
  'release.sessions-survive':
    'users stay logged in, sticky sessions, shared session store, same keys on all nodes',
  'release.version-monotonic': 'no new connection to the old version',
  'release.schema-compatible': text`both versions on the same database, backward compatible
    migrations, remove a column in two steps, post-deploy migrations`,
  'release.rollback-lossless': 'rollback, go back to the previous release',
  'release.blue-stops-last': 'stop the old version when idle',
  'release.rolling-lossless': text`rolling update, rolling restart, maxUnavailable, one node
    at a time, phased restart, hot reload`,
  'release.rolling-halts':
    'new version does not become ready, progressDeadlineSeconds, failure_action, stalled roll-out',
  'release.websocket-drained': 'open WebSocket connections on shutdown, close frame',
  'cloud.ecs-valid': 'ECS task definition, Fargate, containerDefinitions, awslogs',
  'cloud.beanstalk-valid': 'Elastic Beanstalk, ebextensions, option_settings',
  'cloud.run-valid': 'Cloud Run, cloudbuild, gcloud run deploy, region',
  'cloud.environment-parity':
    'same variables on every node and platform, secrets by reference, valueFrom',
  'cloud.pool-fits': 'maximum instances times pool, connection limit of the plan',
  'cloud.public-access-deliberate': 'allow-unauthenticated, public access',
  'operations.system-check': 'check --deploy, system check, doctor, self test, diagnostics',
  'operations.url-redacted':
    'database URL without the password, mask, debug command prints no secrets',
  'operations.pool-status': 'state of the pool, pool status command, show pools',
  'operations.drill-database-refused': 'troubleshooting: connection refused to the database',
  'operations.drill-bad-gateway': 'troubleshooting: 502 bad gateway',
  'operations.drill-slow-responses': 'troubleshooting: slow pages, slow responses, high latency',
  'operations.drill-slow-permissions': 'troubleshooting: permission checks are slow',
  'operations.drill-stale-permissions':
    'troubleshooting: stale permissions, old rights, outdated cache',
}
