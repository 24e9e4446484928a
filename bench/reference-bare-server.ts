/**
 * What the reference backend is compared with: node:http and pg without a framework. `/query` runs
 * the SQL of a record read and nothing else. `/record` gives the answer that the backend gives, and
 * does by hand, with the same libraries, what no backend in production can leave out for it: verify
 * the token, ask Redis for the permission, set the security headers, count and log the request.
 * With WORKERS it is as many processes behind one port.
 */
import cluster from 'node:cluster'
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import helmet from 'helmet'
import { Redis } from 'ioredis'
import pg from 'pg'
import pino from 'pino'
import { Counter, Histogram } from 'prom-client'

const { DATABASE_URL = '', REDIS_URL = '', JWT_SECRET_KEY = '', PORT, WORKERS = '1' } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(process.env.DB_POOL_SIZE) })
const redis = new Redis(REDIS_URL)
const log = pino({ messageKey: 'message' }, pino.destination({ dest: 1, sync: true }))
const setHeaders = helmet()

const labelNames = ['method', 'route', 'status'] as const
const total = new Counter({ name: 'requests_total', help: 'Requests', labelNames })
const seconds = new Histogram({ name: 'request_seconds', help: 'Duration', labelNames })

const readRecord = `SELECT id, company_id, name, content, created_at, updated_at FROM records
  WHERE company_id = $1 AND id = $2`

/** The user that an HS256 token of ours names; undefined for any other token. */
function userOf(token: string): string | undefined {
  const [header = '', body = '', signature = ''] = token.split('.')
  const expected = createHmac('sha256', JWT_SECRET_KEY).update(`${header}.${body}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  return claims.exp * 1000 > Date.now() ? claims.sub : undefined
}

async function isPermitted(authorization: string, company: string): Promise<boolean> {
  const user = userOf(authorization.slice('Bearer '.length))
  if (user === undefined) return false
  const key = `user:${user}:company:${company}:permissions`
  const [cached] = await redis.mget(key, `fence:${key}`, 'fence:all')
  return cached ? JSON.parse(cached).permissions.includes('records:read') : false
}

async function query(response: ServerResponse, company: string, id: string): Promise<void> {
  const { rows } = await pool.query(readRecord, [company, id])
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(rows[0]))
}

async function work(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const begin = performance.now()
  const [, , company = '', id = ''] = (request.url ?? '').split('/')
  const requestId = randomUUID()
  response.setHeader('x-request-id', requestId)
  setHeaders(request, response, () => undefined)
  if (await isPermitted(request.headers.authorization ?? '', company)) {
    await query(response, company, id)
  } else {
    response.writeHead(403).end()
  }
  const durationMs = performance.now() - begin
  const labels = { method: 'GET', route: '/record', status: String(response.statusCode) }
  total.inc(labels)
  seconds.observe(labels, durationMs / 1000)
  const client = request.socket.remoteAddress
  const facts = { request_id: requestId, path: request.url, duration_ms: durationMs, client }
  log.info({ ...facts, ...labels }, `GET ${request.url} ${labels.status}`)
}

function serve(): void {
  createServer((request, response) => {
    const [, kind, company = '', id = ''] = (request.url ?? '').split('/')
    void (kind === 'record' ? work(request, response) : query(response, company, id))
  }).listen(Number(PORT), '127.0.0.1')
}

const workers = Number(WORKERS)
if (cluster.isPrimary && workers > 1) for (let each = 0; each < workers; each += 1) cluster.fork()
else serve()
process.once('SIGTERM', () => process.exit(0))
