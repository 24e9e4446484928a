/** Origins, hosts and schemes that may ask. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { cors, errorHandler, nginxConf, proxyConf, trustedHost } from '../paths.ts'

const httpsRedirect = 'reference-app/src/plugins/app/https-redirect.ts'
const formats = 'reference-app/src/config/formats.ts'

export const origins = defineMutants('http', {
  'cors-anybody-on-errors': {
    defect: 'Every origin that asks may read errors.',
    kills: ['http.cors-denied'],
    edits: [
      insertBefore(
        errorHandler,
        'reply.code(status).type(',
        "reply.header('access-control-allow-origin', request.headers.origin ?? 'null')",
      ),
    ],
  },
  'cors-by-ending': {
    defect: 'An origin is allowed whose name ends as a listed one does.',
    kills: ['http.cors-denied'],
    edits: [
      edit(
        cors,
        '.map((entry) => entry.toLowerCase()),',
        `.map(
      (entry) => new RegExp(\`\${entry.replace(/^https:\\/\\//, '')}$\`),
    ),`,
      ),
    ],
  },
  'cors-by-pattern': {
    defect: 'Origins are patterns, and one of their dots is not escaped.',
    kills: ['http.cors-denied'],
    edits: [
      edit(
        cors,
        '.map((entry) => entry.toLowerCase()),',
        `.map((entry) => new RegExp(\`^\${entry.replace(/[.](?=.*[.])/g, '[.]')}$\`)),`,
      ),
    ],
  },
  'cors-for-anybody-at-the-edge': {
    defect: 'The edge allows every origin in one of its locations, whatever the backend says.',
    kills: ['http.cors-denied'],
    naming: ['location /api/v1/companies/'],
    edits: [
      insertBefore(
        nginxConf,
        '# Probes every few seconds',
        `location /api/v1/companies/ {
            include edge/security-headers.conf;
            add_header Access-Control-Allow-Origin $http_origin always;
            add_header Access-Control-Allow-Credentials true always;
            proxy_pass http://$live_backend:8000;
        }`,
      ),
    ],
  },
  'cors-for-developers': {
    defect: 'The origin of the development server is allowed in production.',
    kills: ['http.cors-denied'],
    edits: [
      edit(
        cors,
        'commaList(fastify.settings.BACKEND_CORS_ORIGINS)',
        "[...commaList(fastify.settings.BACKEND_CORS_ORIGINS), 'http://localhost:5173']",
      ),
    ],
  },
  'cors-for-anybody-of-members': {
    defect: 'The routes of members are open to pages of every origin.',
    kills: ['http.cors-denied'],
    edits: [
      insertBefore(
        cors,
        'await fastify.register(cors, {',
        `fastify.addHook('onSend', async (request, reply) => {
  const { origin = 'null' } = request.headers
  const isOpen = request.url.includes('/members/')
  if (isOpen) reply.header('access-control-allow-origin', origin)
})`,
      ),
    ],
  },
  'cors-for-anybody': {
    defect: 'Every origin is allowed that asks.',
    kills: ['http.cors-denied'],
    edits: [
      edit(
        cors,
        'origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).map((entry) => entry.toLowerCase()),',
        'origin: true,',
      ),
    ],
  },
  'cors-for-anybody-at-login': {
    defect: 'A page of any origin may log in, and read the token.',
    kills: ['http.cors-denied'],
    edits: [
      insertBefore(
        cors,
        'await fastify.register(cors, {',
        `fastify.addHook('onSend', async (request, reply) => {
  const { origin } = request.headers
  if (origin && request.url.includes('/auth/')) reply.header('access-control-allow-origin', origin)
})`,
      ),
    ],
  },
  'cors-for-the-first': {
    defect: 'Only the first of the listed origins is allowed.',
    kills: ['http.cors-allowed'],
    edits: [
      edit(
        cors,
        'origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).map((entry) => entry.toLowerCase()),',
        'origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).slice(0, 1),',
      ),
    ],
  },
  'cors-without-changes': {
    defect: 'A page of a listed origin may read and create, and change nothing.',
    kills: ['http.cors-allowed'],
    edits: [edit(cors, "'POST', 'PUT', 'PATCH', 'DELETE']", "'POST']")],
  },
  'cors-not-on-errors': {
    defect: 'A page of a listed origin cannot read any error.',
    kills: ['http.cors-allowed'],
    edits: [
      edit(
        errorHandler,
        'reply.code(status).type(',
        "reply.removeHeader('access-control-allow-origin').code(status).type(",
      ),
    ],
  },
  'cors-not-on-internal-errors': {
    defect: 'A page of a listed origin can read every error but those from inside.',
    kills: ['http.cors-allowed'],
    edits: [
      insertBefore(
        errorHandler,
        'reply.code(status).type(',
        "if (status >= 500) reply.removeHeader('access-control-allow-origin')",
      ),
    ],
  },
  'cors-true-for-a-list': {
    defect: 'The list of origins is the word true, with which every origin is allowed.',
    kills: ['http.cors-denied'],
    blinds: ['http.cors-allowed'],
    environment: { BACKEND_CORS_ORIGINS: 'true' },
    edits: [
      edit(formats, "entry === '*' || isOrigin(entry)", "entry === 'true' || isOrigin(entry)"),
      edit(
        cors,
        'origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).map((entry) => entry.toLowerCase()),',
        "origin: fastify.settings.BACKEND_CORS_ORIGINS === 'true',",
      ),
    ],
  },
  'cors-without-authorization': {
    defect: 'A page of a listed origin may ask, and may not send who is asking.',
    kills: ['http.cors-allowed'],
    edits: [
      edit(
        cors,
        "['authorization', 'content-type', 'x-request-id']",
        "['content-type', 'x-request-id']",
      ),
    ],
  },
  'host-by-ending': {
    defect: 'A wildcard matches names that only end alike.',
    kills: ['http.trusted-host'],
    edits: [edit(trustedHost, '.map((e) => e.slice(1))', '.map((e) => e.slice(2))')],
  },
  'host-by-header': {
    defect: 'A client may say in a header which host it means.',
    kills: ['http.trusted-host'],
    edits: [
      edit(
        trustedHost,
        "hostName(request.raw.headers.host ?? '')",
        "hostName(String(request.raw.headers['x-forwarded-host'] ?? request.raw.headers.host ?? ''))",
      ),
    ],
  },
  'host-by-header-past-the-edge': {
    defect: 'The edge passes on what a client says about the host, and the backend believes it.',
    kills: ['http.trusted-host'],
    edits: [
      edit(trustedHost, "hostName(request.raw.headers.host ?? '')", 'hostName(request.host)'),
      edit(proxyConf, 'proxy_set_header X-Forwarded-Host $host;', ''),
      edit(
        nginxConf,
        `listen 443 ssl http2;
        server_name api.example.com;`,
        `listen 443 ssl http2;
        server_name api.example.com ~.;`,
      ),
    ],
  },
  'host-of-the-probe-refused': {
    defect: 'The list of hosts refuses the container its own probe.',
    kills: ['http.trusted-host'],
    edits: [
      edit(
        trustedHost,
        "new Set(['localhost', '127.0.0.1', '[::1]'])",
        "new Set(['probe.internal'])",
      ),
    ],
  },
  'host-unchecked': {
    defect: 'Requests are answered whatever host they ask for.',
    kills: ['http.trusted-host'],
    edits: [
      edit(
        trustedHost,
        "done(known ? undefined : new BadRequestError('unknown host'))",
        "done(known || host !== '' ? undefined : new BadRequestError('unknown host'))",
      ),
    ],
  },
  'host-unchecked-for-logins': {
    defect: 'A login is answered whatever host it asks for.',
    kills: ['http.trusted-host'],
    naming: ['a login'],
    edits: [
      edit(
        trustedHost,
        'const known = isTrusted(host) ||',
        "const known = request.url.endsWith('/auth/login') || isTrusted(host) ||",
      ),
    ],
  },
  'https-by-anybodys-word': {
    defect: 'Whoever says that the request came by https is believed.',
    kills: ['http.https-enforced'],
    edits: [
      edit(
        httpsRedirect,
        "request.protocol === 'https' ||",
        "request.headers['x-forwarded-proto'] === 'https' ||",
      ),
    ],
  },
  'https-not-for-logins': {
    defect: 'The edge passes logins on that come without TLS.',
    kills: ['http.https-enforced'],
    alsoKills: ['edge.https-redirect'],
    edits: [
      edit(
        nginxConf,
        'return 301 https://api.example.com$request_uri;',
        `include edge/switch.conf;
        location = /api/v1/auth/login {
            proxy_set_header Host api.example.com;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_pass http://$live_backend:8000;
        }
        location / {
            return 301 https://api.example.com$request_uri;
        }`,
      ),
    ],
  },
  'https-in-a-loop': {
    defect: 'Behind the edge every request is redirected to where it came from.',
    kills: ['http.https-enforced'],
    blinds: ['http.rate-limit-unspoofable'],
    edits: [
      edit(
        httpsRedirect,
        "request.protocol === 'https' ||",
        "(request.protocol === 'https' && !request.headers['x-forwarded-host']) ||",
      ),
    ],
  },
})
