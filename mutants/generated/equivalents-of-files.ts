/** Equivalents in the files of the deployment. */
import type { Equivalent } from './equivalent.ts'

export const ofFiles: readonly Equivalent[] = [
  {
    id: 'constant-by-one-42d268bc35',
    file: 'reference-app/deploy/restore',
    from: `[[ $(tail -n 20 "$file") == *'PostgreSQL database dump compl`,
    reason: 'The closing line of pg_dump is one of the last 20 in any case.',
  },
  {
    id: 'drop-directive-73a55058ac',
    file: 'reference-app/deploy/nginx/edge/proxy.conf',
    from: 'proxy_set_header Forwarded "";',
    reason:
      'Fastify reads X-Forwarded-For and never Forwarded, so what a client writes there is not believed.',
  },
  {
    id: 'constant-unit-f4887ee94f',
    file: 'reference-app/deploy/nginx/certificate.sh',
    from: 'openssl x509 -req -days 1825 -CA "$folder/root.pem" -CAkey "',
    reason: 'How long the root certificate lives; clients are served the one that it signed.',
  },
  {
    id: 'drop-line-fe7c68ede5',
    file: 'reference-app/deploy/env.production.example',
    from: 'ENVIRONMENT=production',
    reason: 'Only compose reads the file, and its services set ENVIRONMENT themselves.',
  },
  {
    id: 'drop-option-f7e08056e2',
    file: 'reference-app/deploy/health-check.mjs',
    from: "const { ok, status } = await fetch(url, { redirect: 'manual', signal })",
    reason:
      'Docker and ECS end a probe after their own timeout, and count it as failed as they do with the exit code.',
  },
  {
    id: 'drop-key-1ceb534d37',
    file: 'reference-app/deploy/cloud/ecs-task.json',
    from: '"stopTimeout": 30,',
    reason: "ECS's own default is 30 s, so a task gets as long without the key.",
  },
  {
    id: 'constant-unit-55f9eb47c7',
    file: 'reference-app/deploy/blue-green/plan.ts',
    from: 'const defaultLimits: Limits = { ready: 120, switch: 15, drai',
    reason: 'Only a command that takes over ten minutes is given more time.',
  },
  {
    id: 'drop-option-2bbf4e7002',
    file: 'reference-app/deploy/nginx/certificate.sh',
    from: 'openssl req -x509 -new -key "$work/root.key" -days 3650 -sub',
    reason: 'With -x509 and a key, OpenSSL makes the request by itself.',
  },
  {
    id: 'swap-values-3f4fe1070f',
    file: 'reference-app/deploy/nginx/edge/security-headers.conf',
    from: 'proxy_hide_header X-Content-Type-Options; proxy_hide_header ',
    reason: 'The order of these lines means nothing to nginx.',
  },
  {
    id: 'drop-command-08287516b4',
    file: 'reference-app/deploy/connection',
    from: 'exit 64',
    reason: 'The next line reads parts of a match that are unset: set -u ends it non-zero, too.',
  },
  {
    id: 'constant-by-one-17143355bf',
    file: 'reference-app/deploy/stack.yml',
    from: 'DB_MAX_OVERFLOW: ${DB_MAX_OVERFLOW:-40}',
    reason: 'Two replicas of four processes with 61 connections, and 10 more, are within 500.',
  },
]
