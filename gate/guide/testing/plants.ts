/** Errors planted in a guide that has none, each by one small edit. */

export interface Plant {
  /** In test/fixtures/guides. */
  guide: string
  what: string
  /** Text that the guide has once, and what stands in its place. */
  edits: readonly (readonly [from: string, to: string])[]
  /** What is found then: ids, and nothing else. */
  finds: readonly string[]
  /** The text of the line where it is found. */
  at: string
}

const inParcels: readonly Omit<Plant, 'guide'>[] = [
  {
    what: 'a database that accepts fewer connections than the pools open',
    edits: [['postgres -c max_connections=180', 'postgres -c max_connections=70']],
    finds: ['pool-exceeds-server', 'pool-row-exceeds-server'],
    at: 'PG_POOL_SIZE: ${PG_POOL_SIZE:-8}',
  },
  {
    what: 'no max_connections at all, and more workers',
    edits: [
      ['    command: postgres -c max_connections=180\n', ''],
      ['"--workers", "3"', '"--workers", "6"'],
    ],
    finds: ['pool-exceeds-server', 'pool-row-exceeds-server'],
    at: 'PG_POOL_SIZE: ${PG_POOL_SIZE:-8}',
  },
  {
    what: 'room for one version, and not for two',
    edits: [['postgres -c max_connections=180', 'postgres -c max_connections=120']],
    finds: ['pool-exceeds-server-in-release'],
    at: 'up -d api',
  },
  {
    what: 'a formula that counts replicas alone',
    edits: [
      ['Each worker process has a pool of its own, so the server needs', 'The server needs'],
      ['* workers * replicas + 5', '* replicas + 5'],
    ],
    finds: ['pool-formula-counts-instances'],
    at: '* replicas + 5',
  },
  {
    what: 'a row of the table that goes beyond the server',
    edits: [
      ['| more | 20 | 10 | raise `max_connections` first |', '| more | 40 | 20 | our largest |'],
    ],
    finds: ['pool-row-exceeds-server'],
    at: 'our largest',
  },
  {
    what: 'a guard that knows the default alone, and a sample that is another placeholder',
    edits: [
      [
        'is empty, shorter than\n32 characters, or one of the placeholders that documentation uses.',
        'still has\nits default value.',
      ],
      ['SESSION_SECRET=\n', 'SESSION_SECRET=put-a-long-random-string-here\n'],
    ],
    finds: ['sample-secret-accepted'],
    at: 'SESSION_SECRET=put-a',
  },
  {
    what: 'a sample that is long enough for the guard',
    edits: [
      [
        'is empty, shorter than\n32 characters, or one of the placeholders that documentation uses.',
        'is shorter than\n16 characters.',
      ],
      ['TOKEN_SIGNING_KEY=\n', 'TOKEN_SIGNING_KEY=your-token-signing-key\n'],
    ],
    finds: ['sample-secret-accepted'],
    at: 'TOKEN_SIGNING_KEY=your',
  },
  {
    what: 'a file of servers mounted as the main file',
    edits: [['/etc/nginx/conf.d/parcels.conf:ro', '/etc/nginx/nginx.conf:ro']],
    finds: ['nginx-refused'],
    at: 'map $http_upgrade $upgrade_or_none {',
  },
  {
    what: 'a directive that nginx does not have',
    edits: [['proxy_http_version 1.1;', 'proxy_http_versions 1.1;']],
    finds: ['nginx-refused'],
    at: 'proxy_http_versions 1.1;',
  },
  {
    what: 'a health check with a program that is not installed',
    edits: [[' curl \\\n', ' libpq5 \\\n']],
    finds: ['health-check-program-missing'],
    at: 'CMD curl --fail --silent',
  },
  {
    what: 'a health check on another port',
    edits: [['http://localhost:9000/livez', 'http://localhost:8000/livez']],
    finds: ['health-check-port-wrong'],
    at: 'CMD curl --fail --silent',
  },
  {
    what: 'a health check of a path that nothing answers',
    edits: [['http://localhost:9000/livez', 'http://localhost:9000/healthcheck']],
    finds: ['health-check-path-unknown'],
    at: 'CMD curl --fail --silent',
  },
  {
    what: 'trusted hosts without the one of the health check',
    edits: [['["track.parcels.example", "localhost"]', '["track.parcels.example"]']],
    finds: ['trusted-hosts-refuse-probe'],
    at: 'allowed_hosts=',
  },
  {
    what: 'a location for health checks that sends its own Host',
    edits: [
      [
        '        access_log off;\n',
        '        access_log off;\n        proxy_set_header Host api;\n',
      ],
    ],
    finds: ['trusted-hosts-refuse-proxy'],
    at: 'proxy_pass http://$api:9000;',
  },
  {
    what: 'a server that believes no proxy',
    edits: [['      FORWARDED_ALLOW_IPS: 172.30.0.0/24\n', '']],
    finds: ['https-redirect-loops', 'limit-by-peer'],
    at: 'app.add_middleware(HTTPSRedirectMiddleware)',
  },
  {
    what: 'an edge that does not tell the scheme',
    edits: [['    proxy_set_header X-Forwarded-Proto $scheme;\n', '']],
    finds: ['https-redirect-loops'],
    at: 'app.add_middleware(HTTPSRedirectMiddleware)',
  },
  {
    what: 'a limiter that counts in memory',
    edits: [[', storage_uri=settings.cache_url', '']],
    finds: ['limit-per-process'],
    at: 'limiter = Limiter(',
  },
  {
    what: 'a name that nginx looks up once, and no reload',
    edits: [
      [
        '    location / {\n        proxy_pass http://$api:9000;',
        '    location / {\n        proxy_pass http://api:9000;',
      ],
      ['docker compose -f compose.production.yml exec edge nginx -s reload\n', ''],
    ],
    finds: ['upstream-resolved-once'],
    at: 'proxy_pass http://api:9000;',
  },
  {
    what: 'an upgrade of every request',
    edits: [['Connection $upgrade_or_none', 'Connection "upgrade"']],
    finds: ['upgrade-on-every-request'],
    at: 'Connection "upgrade"',
  },
  {
    what: 'a task without two of the variables',
    edits: [
      [
        '        { "name": "CACHE_URL", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:cache" },\n',
        '',
      ],
      [
        ',\n        { "name": "TOKEN_SIGNING_KEY", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:token" }',
        '',
      ],
    ],
    finds: ['environment-variable-missing'],
    at: '"secrets": [',
  },
  {
    what: 'Beanstalk without a secret',
    edits: [
      ['    SESSION_SECRET: arn:aws:secretsmanager:eu-west-1:123456789012:secret:session\n', ''],
    ],
    finds: ['environment-variable-missing'],
    at: 'aws:elasticbeanstalk:application:environment:',
  },
  {
    what: 'Cloud Run without an address',
    edits: [['CACHE_URL=cache:latest,', '']],
    finds: ['environment-variable-missing'],
    at: '--set-env-vars=APP_ENV=production',
  },
  {
    what: 'KEYS to count',
    edits: [['redis-cli --scan --pattern "token:*" | wc -l', 'redis-cli keys "token:*" | wc -l']],
    finds: ['redis-blocked-by-keys'],
    at: 'redis-cli keys "token:*" | wc -l',
  },
  {
    what: 'a header that browsers gave up',
    edits: [
      ['add_header X-XSS-Protection 0 always;', 'add_header X-XSS-Protection "1; mode=block";'],
    ],
    finds: ['deprecated-header'],
    at: 'add_header X-XSS-Protection',
  },
  {
    what: 'migrations when the new version is up already',
    edits: [
      ['docker compose -p green -f compose.production.yml run --rm api alembic upgrade head\n', ''],
      [
        'docker compose -p green -f compose.production.yml up -d api\n',
        'docker compose -p green -f compose.production.yml up -d api\ndocker compose -p green -f compose.production.yml exec api alembic upgrade head\n',
      ],
    ],
    finds: ['migration-after-start'],
    at: 'exec api alembic upgrade head',
  },
  {
    what: 'a release that relies on a health check of constants',
    edits: [['https://green.parcels.example/readyz', 'https://green.parcels.example/livez']],
    finds: ['health-is-static'],
    at: '@app.get("/livez")',
  },
  {
    what: 'a compose file that nobody shows',
    edits: [
      [
        'docker compose -p blue -f compose.production.yml stop api',
        'docker compose -p blue -f compose.blue.yml stop api',
      ],
    ],
    finds: ['compose-file-not-shown'],
    at: 'compose.blue.yml stop api',
  },
  {
    what: 'a service that the file does not have',
    edits: [
      [
        'docker compose -f compose.production.yml logs -f api',
        'docker compose -f compose.production.yml logs -f web',
      ],
    ],
    finds: ['service-unknown'],
    at: 'logs -f web',
  },
  {
    what: 'a compose file that Compose refuses',
    edits: [['    restart: unless-stopped\n', '    restarts: unless-stopped\n']],
    finds: ['compose-refused'],
    at: 'restarts: unless-stopped',
  },
  {
    what: 'a task definition that is no JSON',
    edits: [['  "memory": "512",\n', '  "memory": "512"\n']],
    finds: ['ecs-unreadable'],
    at: '"memory": "512"',
  },
  {
    what: 'a key that no task definition has',
    edits: [['  "memory": "512",\n', '  "memoryy": "512",\n']],
    finds: ['ecs-unreadable'],
    at: '"memoryy"',
  },
  {
    what: 'YAML with a tab',
    edits: [['    WSGIPath: parcels.asgi:app\n', '\tWSGIPath: parcels.asgi:app\n']],
    finds: ['beanstalk-unreadable'],
    at: 'WSGIPath',
  },
  {
    what: 'a quote that a shell waits for',
    edits: [
      [
        'redis-cli --scan --pattern "token:*" | wc -l',
        "redis-cli --scan --pattern 'token:* | wc -l",
      ],
    ],
    finds: ['shell-unreadable'],
    at: "'token:* | wc -l",
  },
  {
    what: 'Python that does not parse',
    edits: [
      ['app = FastAPI()\n', 'app = FastAPI(\n'],
      ['    ...\n', '    pass\n'],
    ],
    finds: ['python-unreadable'],
    at: 'app = FastAPI(',
  },
  {
    what: 'an environment file with a line that sets nothing',
    edits: [['LOG_FORMAT=json\n', '= json\n']],
    finds: ['environment-unreadable'],
    at: '= json',
  },
  {
    what: 'an instruction that Docker does not have',
    edits: [['USER parcels\n', 'USERS parcels\n']],
    finds: ['dockerfile-unreadable'],
    at: 'USERS parcels',
  },
]

const inOrders: readonly Omit<Plant, 'guide'>[] = [
  {
    what: 'Express that believes no proxy',
    edits: [["app.set('trust proxy', 1)\n", '']],
    finds: ['https-redirect-loops', 'limit-by-peer'],
    at: 'if (!req.secure)',
  },
  {
    what: 'a limiter in memory under two processes',
    edits: [[', store: new RedisStore({ sendCommand })', '']],
    finds: ['limit-per-process'],
    at: 'rateLimit({ windowMs',
  },
  {
    what: 'curl in an image of Alpine',
    edits: [['CMD wget -qO- http', 'CMD curl -fs http']],
    finds: ['health-check-program-missing'],
    at: 'CMD curl -fs http',
  },
  {
    what: 'more connections than MariaDB accepts',
    edits: [['DB_POOL_MAX=20', 'DB_POOL_MAX=80']],
    finds: ['pool-exceeds-server'],
    at: 'DB_POOL_MAX=80',
  },
  {
    what: 'an update that relies on constants',
    edits: [
      [
        '--no-deps orders\ncurl -fsS https://orders.example.net/ready',
        '--no-deps orders\ncurl -fsS https://orders.example.net/status',
      ],
    ],
    finds: ['health-is-static'],
    at: "app.get('/status'",
  },
  {
    what: 'migrations after the update',
    edits: [
      [
        'docker compose build orders\ndocker compose run --rm orders npm run migrate\ndocker compose up -d --no-deps orders\n',
        'docker compose build orders\ndocker compose up -d --no-deps orders\ndocker compose exec orders npm run migrate\n',
      ],
    ],
    finds: ['migration-after-start'],
    at: 'exec orders npm run migrate',
  },
  {
    what: 'KEYS in code',
    edits: [
      [
        "for await (const keys of valkey.scanIterator({ MATCH: 'cart:*', COUNT: 500 })) {\n",
        "const keys = await redisClient.keys('cart:*')\n{\n",
      ],
    ],
    finds: ['redis-blocked-by-keys'],
    at: "redisClient.keys('cart:*')",
  },
  {
    what: 'a header of Caddy that browsers gave up',
    edits: [
      ['\theader X-Content-Type-Options nosniff', '\theader X-XSS-Protection "1; mode=block"'],
    ],
    finds: ['deprecated-header'],
    at: 'X-XSS-Protection',
  },
]

const inTickets: readonly Omit<Plant, 'guide'>[] = [
  {
    what: 'a health check whose Host is not on the list of Rails',
    edits: [['"-H", "Host: tickets.example.com", ', '']],
    finds: ['trusted-hosts-refuse-probe'],
    at: 'config.hosts <<',
  },
  {
    what: 'an image of Ruby without curl',
    edits: [
      [
        'install --no-install-recommends -y curl libpq5',
        'install --no-install-recommends -y libpq5',
      ],
    ],
    finds: ['health-check-program-missing'],
    at: 'test: ["CMD", "curl"',
  },
  {
    what: 'a service that is called otherwise',
    edits: [['docker compose exec web bin/rails', 'docker compose exec app bin/rails']],
    finds: ['service-unknown'],
    at: 'exec app bin/rails',
  },
]

const inLibrary: readonly Omit<Plant, 'guide'>[] = [
  {
    what: 'an upgrade of every request beside one that is for sockets',
    edits: [
      [
        '        proxy_pass http://library;\n        proxy_set_header Host $host;\n        proxy_set_header X-Forwarded-For',
        '        proxy_pass http://library;\n        proxy_set_header Connection upgrade;\n        proxy_set_header Host $host;\n        proxy_set_header X-Forwarded-For',
      ],
    ],
    finds: ['upgrade-on-every-request'],
    at: 'proxy_set_header Connection upgrade;',
  },
  {
    what: 'a guard of the default alone',
    edits: [
      [
        'If `DJANGO_SECRET_KEY` is missing, Django does not start.',
        'With the default `DJANGO_SECRET_KEY` Django refuses to start.',
      ],
      ['DJANGO_SECRET_KEY=\n', 'DJANGO_SECRET_KEY=replace-this-with-your-own\n'],
    ],
    finds: ['sample-secret-accepted'],
    at: 'DJANGO_SECRET_KEY=replace',
  },
  {
    what: 'nginx without the semicolon',
    edits: [
      ['    server_name catalogue.example.org;\n', '    server_name catalogue.example.org\n'],
    ],
    finds: ['nginx-refused'],
    at: 'server {',
  },
  {
    what: 'KEYS on the command line',
    edits: [["redis-cli --scan --pattern 'session:*' | head", "redis-cli -n 1 KEYS 'session:*'"]],
    finds: ['redis-blocked-by-keys'],
    at: "KEYS 'session:*'",
  },
]

const inMeters: readonly Omit<Plant, 'guide'>[] = [
  {
    what: 'a rollout that relies on constants',
    edits: [['https://meters.example.com/readyz', 'https://meters.example.com/livez']],
    finds: ['health-is-static'],
    at: 'GET /livez',
  },
]

const byGuide: Readonly<Record<string, readonly Omit<Plant, 'guide'>[]>> = {
  'parcels.md': inParcels,
  'orders-node.md': inOrders,
  'tickets-rails.md': inTickets,
  'library-django.md': inLibrary,
  'meters-go.md': inMeters,
}

export const plants: readonly Plant[] = Object.entries(byGuide).flatMap(([guide, some]) =>
  some.map((plant) => ({ ...plant, guide })),
)
