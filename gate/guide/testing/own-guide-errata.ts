/**
 * The errors of the deployment guide that the claims come from, by line, and what corrects each.
 * Lines are replaced by number, so that nothing of the guide's text is here.
 */

export interface KnownError {
  /** In the list of the guide's errors that Preflight began with. */
  number: number
  id: string
  line: number
}

/** Where each of the twelve has to be found. */
export const knownErrors: readonly KnownError[] = [
  { number: 1, id: 'pool-exceeds-server', line: 84 },
  { number: 1, id: 'pool-row-exceeds-server', line: 273 },
  { number: 1, id: 'pool-formula-counts-instances', line: 277 },
  { number: 2, id: 'sample-secret-accepted', line: 231 },
  { number: 2, id: 'sample-secret-accepted', line: 232 },
  { number: 3, id: 'nginx-refused', line: 167 },
  { number: 4, id: 'health-check-program-missing', line: 58 },
  { number: 5, id: 'trusted-hosts-refuse-probe', line: 459 },
  { number: 6, id: 'https-redirect-loops', line: 463 },
  { number: 7, id: 'limit-by-peer', line: 443 },
  { number: 7, id: 'limit-per-process', line: 443 },
  { number: 8, id: 'upstream-resolved-once', line: 168 },
  { number: 9, id: 'upgrade-on-every-request', line: 201 },
  { number: 10, id: 'environment-variable-missing', line: 322 },
  { number: 11, id: 'redis-blocked-by-keys', line: 550 },
  { number: 11, id: 'deprecated-header', line: 193 },
  { number: 11, id: 'migration-after-start', line: 475 },
  { number: 12, id: 'health-is-static', line: 417 },
]

export interface Correction {
  /** What is not found any more. */
  ends: readonly string[]
  /** New text by line; the other lines stay. */
  lines: Readonly<Record<number, string>>
}

const compose = 'docker compose -f docker-compose.prod.yml'
const reference = (name: string) =>
  `{ "name": "${name}", "valueFrom": "arn:aws:secretsmanager:eu-west-1:1:secret:${name}" }`
const secrets = ['DATABASE_URL', 'REDIS_URL', 'SECRET_KEY', 'JWT_SECRET_KEY']

export const corrections: readonly Correction[] = [
  {
    ends: ['pool-exceeds-server', 'pool-row-exceeds-server'],
    lines: { 105: '    restart: always\n    command: postgres -c max_connections=1000' },
  },
  {
    ends: ['pool-formula-counts-instances'],
    lines: {
      277: '`max_connections >= (DB_POOL_SIZE + DB_MAX_OVERFLOW) * workers * replicas + 10`',
    },
  },
  { ends: ['sample-secret-accepted'], lines: { 231: 'SECRET_KEY=', 232: 'JWT_SECRET_KEY=' } },
  {
    ends: ['nginx-refused'],
    lines: { 131: '      - ./docker/nginx/nginx.conf:/etc/nginx/conf.d/api.conf' },
  },
  { ends: ['health-check-program-missing'], lines: { 38: '    libpq-dev curl \\' } },
  {
    ends: ['trusted-hosts-refuse-probe'],
    lines: { 459: '    allowed_hosts=["api.example.com", "localhost"]' },
  },
  {
    ends: ['trusted-hosts-refuse-proxy'],
    lines: { 213: '        access_log off;\n        proxy_set_header Host $host;' },
  },
  {
    ends: ['https-redirect-loops', 'limit-by-peer'],
    lines: { 82: '      - DEBUG=false\n      - FORWARDED_ALLOW_IPS=172.16.0.0/12' },
  },
  {
    ends: ['limit-per-process'],
    lines: {
      443: 'limiter = Limiter(key_func=get_remote_address, storage_uri=settings.REDIS_URL)',
    },
  },
  { ends: ['upstream-resolved-once'], lines: { 481: `${compose} exec nginx nginx -s reload` } },
  {
    ends: ['upgrade-on-every-request'],
    lines: {
      167: "map $http_upgrade $upgrade { default upgrade; '' ''; }\nupstream backend {",
      201: '        proxy_set_header Connection $upgrade;',
    },
  },
  {
    ends: ['environment-variable-missing'],
    lines: {
      295: secrets
        .map((name) => `    ${name}: "arn:aws:ssm:eu-west-1:1:parameter/${name}"`)
        .join('\n'),
      323: secrets.slice(0, 2).map(reference).join(',\n        ').concat(','),
      324: secrets.slice(2).map(reference).join(',\n        '),
      362: [
        "      - '--allow-unauthenticated'",
        "      - '--set-env-vars=ENVIRONMENT=production'",
        `      - '--set-secrets=${secrets.map((name) => `${name}=${name}:latest`).join(',')}'`,
      ].join('\n'),
    },
  },
  {
    ends: ['redis-blocked-by-keys'],
    lines: {
      544: `${compose} exec redis redis-cli --scan --pattern "user:*"`,
      550: `${compose} exec redis redis-cli --scan --pattern "user:*" | xargs redis-cli unlink`,
    },
  },
  { ends: ['deprecated-header'], lines: { 193: '' } },
  {
    ends: ['migration-after-start', 'compose-file-not-shown'],
    lines: {
      472: `${compose} -p green run --rm backend alembic upgrade head`,
      475: `${compose} -p green up -d`,
      484: `${compose} -p blue down`,
    },
  },
  { ends: ['health-is-static'], lines: { 478: 'curl https://green.example.com/ready' } },
]

/** A guide with lines replaced. */
export function corrected(text: string, some: readonly Correction[]): string {
  const lines = text.split('\n')
  for (const { lines: replaced } of some) {
    for (const [line, put] of Object.entries(replaced)) lines[Number(line) - 1] = put
  }
  return lines.join('\n')
}
