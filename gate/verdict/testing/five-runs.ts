/** A run of each kind that a report has to tell apart. For tests. */
import type { ClaimRecord, RunRecord } from '../record.ts'
import { goodRun, hostile, sampleRun } from './sample-run.ts'

/** A claim of the sample by its id. */
function sampleClaim(id: string): ClaimRecord {
  const found = sampleRun.claims.find((claim) => claim.id === id)
  if (found === undefined) throw new RangeError(`the sample has no claim ${id}`)
  return found
}

/** A must that fails, and says in which line of a manifest. */
const misconfigured: ClaimRecord = {
  ...sampleClaim('configuration.secret-key-default-refused'),
  checks: sampleClaim('configuration.secret-key-default-refused').checks.map((check) => ({
    ...check,
    failures: [
      {
        message: 'the read timeout of /api at nginx.conf:12',
        expected: 'at least 30 s',
        observed: '5 s (2 of 2 times)',
      },
    ],
  })),
}

const target: RunRecord['target'] = {
  ...sampleRun.target,
  config: 'deploy/preflight.config.yaml',
  configSha256: 'a'.repeat(64),
  manifests: [
    { name: 'dockerfile', file: 'Dockerfile', sha256: 'b'.repeat(64) },
    { name: 'nginx', file: 'edge/nginx.conf', sha256: 'e'.repeat(64) },
  ],
  repository: { commit: 'f'.repeat(40), dirty: false },
  images: [`sha256:${'9'.repeat(64)}`],
}

function run(claims: readonly ClaimRecord[], change: Partial<RunRecord> = {}): RunRecord {
  return {
    ...goodRun,
    target,
    guideSha256: '1'.repeat(64),
    options: { ...goodRun.options, only: [] },
    claims: [...goodRun.claims, ...claims],
    ...change,
  }
}

const waiver = { reason: hostile, owner: 'ada', approver: 'grace', ticket: 'OPS-12' }

export const fiveRuns = {
  GO: run([sampleClaim('configuration.secrets-distinct'), sampleClaim('http.email')]),
  'NO-GO': run([misconfigured, ...sampleRun.claims.slice(3)], { waivers: sampleRun.waivers }),
  INCONCLUSIVE: run([sampleClaim('http.hostile-input'), sampleClaim('pool.bounded')]),
  interrupted: run([sampleClaim('container.graceful-stop')], {
    state: 'interrupted',
    troubles: [{ code: 'PREFLIGHT_E_INTERRUPTED', message: hostile }],
  }),
  waived: run([misconfigured], {
    waivers: [{ ...waiver, claim: misconfigured.id, expires: '2099-12-31' }],
  }),
} satisfies Record<string, RunRecord>
