/** A run with every kind of outcome, and with text that tries to break each format. For tests. */
import type { CheckRecord, ClaimRecord, RunRecord } from '../record.ts'

/** Closes CDATA, opens a script, moves the cursor, ends C strings, reorders lines. */
export const hostile =
  ']]> <script>alert("x")</script> & \u001b[2J\u001b[31mred \u0000 \u0007' +
  ' \u202egnp.exe \ud800 \ufffe'

const at = '2026-11-22'
const noEvidence = { observations: {}, floors: {}, failures: [], troubles: [] }

function check(claim: string, change: Partial<CheckRecord> = {}): CheckRecord {
  const [section = '', name = ''] = claim.split('.')
  return {
    claim,
    file: `suites/${section}/${name}.suite.ts`,
    name: claim,
    ran: true,
    seconds: 1.25,
    observations: { request: 3 },
    floors: { request: 3 },
    failures: [],
    troubles: [],
    evidence: { file: `evidence/${claim}.jsonl`, sha256: 'c'.repeat(64) },
    ...change,
  }
}

function claim(id: string, change: Partial<ClaimRecord> = {}): ClaimRecord {
  return {
    id,
    section: id.split('.')[0] ?? '',
    level: 'must',
    impact: 'disrupt',
    statement: 'A backend does what its claim says.',
    remedy: 'Make it so, then run this claim again.',
    checks: [check(id)],
    ...change,
  }
}

const configuration: ClaimRecord[] = [
  claim('configuration.secret-key-default-refused', {
    statement: 'Production does not start while the secret key is a value that anybody can guess.',
    remedy: 'Refuse known values at start, before a port is bound, and name the variable.',
    checks: [
      check('configuration.secret-key-default-refused', {
        seconds: 14.2,
        observations: { refusal: 30, attachment: 1 },
        floors: { refusal: 30 },
        evidence: {
          file: 'evidence/configuration.secret-key-default-refused.jsonl',
          sha256: 'c'.repeat(64),
          attachments: [
            {
              file: 'evidence/configuration.secret-key-default-refused.starts.svg',
              sha256: 'd'.repeat(64),
            },
          ],
        },
        failures: [
          {
            message: 'started with the value "change-me"',
            expected: 'a process that exits non-zero and never listens',
            observed: 'it listened on port 40117 after 412 ms and answered /health with 200',
          },
          { message: 'started with the value "your-secret-key-here"' },
        ],
      }),
    ],
  }),
  claim('configuration.generated-key-accepted', {
    checks: [check('configuration.generated-key-accepted', { seconds: 21.7 })],
  }),
  claim('configuration.debug-off', { level: 'must' }),
  claim('configuration.secrets-distinct', {
    level: 'should',
    statement: 'The two secret keys may not be equal.',
    checks: [
      check('configuration.secrets-distinct', {
        failures: [{ message: 'it started', expected: 'exit code other than 0', observed: '0' }],
      }),
    ],
  }),
]

const http: ClaimRecord[] = [
  claim('http.errors-say-nothing', {
    impact: 'observe',
    statement: 'An error in production tells its reader an id and nothing else.',
    checks: [
      check('http.errors-say-nothing', {
        failures: [{ message: hostile, expected: 'an id', observed: hostile }],
      }),
    ],
  }),
  claim('http.hostile-input', {
    impact: 'load',
    checks: [
      check('http.hostile-input', {
        observations: { request: 12 },
        floors: { request: 500 },
        failures: [{ message: 'one request of twelve got 500' }],
        troubles: [
          {
            code: 'PREFLIGHT_E_INCONCLUSIVE',
            message: 'the OpenAPI document lists no operation with a body',
            hint: 'add endpoints.openapi to the config',
          },
        ],
      }),
    ],
  }),
  claim('http.email', { notApplicable: 'sends no mail', checks: [], level: 'should' }),
  claim('http.oauth', {
    level: 'should',
    checks: [
      check('http.oauth', {
        ...noEvidence,
        evidence: undefined as never,
        troubles: [
          {
            code: 'PREFLIGHT_E_UNVERIFIED',
            message: 'target config is missing "operations.beginOAuth"',
            hint: 'add it, or list the claim under notApplicable with a reason',
          },
        ],
      }),
    ],
  }),
]

const rest: ClaimRecord[] = [
  claim('pool.recycle', {
    level: 'should',
    statement: 'A connection past its age is replaced, and never in the middle of a request.',
    checks: [check('pool.recycle', { failures: [{ message: 'it was 41 s old' }] })],
  }),
  claim('pool.bounded', { impact: 'load', checks: [] }),
  claim('pool.fair', { impact: 'load', level: 'should', checks: [] }),
  claim('cache.stampede', {
    level: 'should',
    withheld: 'the target is attached, and this check would load it: --allow load',
    checks: [],
  }),
  claim('container.graceful-stop', {
    checks: [check('container.graceful-stop', { ...noEvidence, ran: false, seconds: 0 })],
  }),
]

const firstMs = Date.parse(`${at}T10:15:03.200Z`)
const laneMs = [0, 0]
let aloneMs = 45_000

/** As if two workers had run the checks, and after them those that disturb by load. */
function scheduled(record: ClaimRecord): ClaimRecord {
  return { ...record, checks: record.checks.map((each) => placed(each, record.impact === 'load')) }
}

function placed(each: CheckRecord, alone: boolean): CheckRecord {
  if (!each.ran) return each
  const tookMs = each.seconds * 1000
  if (alone) {
    const startedAt = new Date(firstMs + aloneMs).toISOString()
    aloneMs += tookMs
    return { ...each, startedAt, lane: 1, alone }
  }
  const [one = 0, other = 0] = laneMs
  const lane = one <= other ? 1 : 2
  const startedAt = new Date(firstMs + Math.min(one, other)).toISOString()
  laneMs[lane - 1] = Math.min(one, other) + tookMs
  return { ...each, startedAt, lane }
}

/** Drops keys that are undefined, as writing to JSON and reading again does. */
function asRead<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** The sample: NO-GO, with a pass, every other outcome, waivers of all kinds. */
export const sampleRun: RunRecord = asRead({
  schemaVersion: 1,
  id: '20261122T101500000Z-0123456789',
  state: 'concluded',
  startedAt: `${at}T10:15:00.000Z`,
  finishedAt: `${at}T10:16:12.500Z`,
  preflight: { version: '0.1.0', commit: '0123456789' },
  target: { name: 'sample-backend', config: 'preflight.config.ts', launch: 'command' },
  engine: { name: 'local', provenance: { postgres: '15.18 (embedded)', redis: '7.0.15' } },
  machine: { platform: 'linux x64', cpus: 2, memoryMiB: 7935, node: 'v24.21.0' },
  options: { only: [], quick: true, strict: false, allow: [], at },
  replay: 'npm run gate -- --engine local --quick',
  firstResultMs: 812,
  claims: [...configuration, ...http, ...rest].map(scheduled),
  waivers: [
    waiver('pool.recycle', { reason: 'the balancer closes them earlier', expires: at }),
    waiver('container.graceful-stop', { reason: 'moves to the new host', expires: '2026-12-01' }),
    waiver('http.errors-say-nothing', { reason: hostile, expires: '2026-11-21' }),
    waiver('configuration.debug-off', { reason: 'was true in October' }),
    waiver('edge.tls-versions', { reason: 'old load balancer' }),
    waiver('pool.fair', { reason: 'for staging alone', target: 'staging' }),
    waiver('', { claim: 'entry 7', problem: 'waivers.yaml:31: owner is missing or not text' }),
  ],
  troubles: [],
} satisfies RunRecord)

function waiver(claimId: string, change: Partial<RunRecord['waivers'][number]> = {}) {
  return { claim: claimId, reason: '', owner: 'ada', expires: '2026-12-31', ...change }
}

/** The same run, with only the claims that hold: GO. */
export const goodRun: RunRecord = asRead({
  ...sampleRun,
  options: { ...sampleRun.options, only: ['configuration'] },
  claims: sampleRun.claims.filter(({ id }) => /generated-key|debug-off/.test(id)),
  waivers: [],
})
