import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PreflightError } from '#gate/errors.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { goodRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { signedProblems } from './check.ts'
import { envelopeSchema, readKey } from './envelope.ts'
import { renderEnvelope } from './sign.ts'
import { statementOf } from './statement.ts'

const runSha256 = '0'.repeat(64)
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519').publicKey

function judged(run: RunRecord) {
  return { run, judgement: judge(run), runSha256 }
}

function signedBy(key: KeyObject, run: RunRecord = fiveRuns.GO, validDays?: number): string {
  return renderEnvelope(run, judge(run), runSha256, { key, validDays })
}

const finishedMs = Date.parse(fiveRuns.GO.finishedAt ?? '')
const dayMs = 24 * 60 * 60 * 1000

function problems(
  text: string,
  { run = fiveRuns.GO as RunRecord, key = publicKey as KeyObject | undefined, days = 1 } = {},
): string[] {
  return signedProblems(text, judged(run), { key, nowMs: finishedMs + days * dayMs })
}

describe('statementOf', () => {
  it.each([
    ['GO', 'WARNED'],
    ['NO-GO', 'FAILED'],
    ['INCONCLUSIVE', 'FAILED'],
    ['interrupted', 'FAILED'],
    ['waived', 'WARNED'],
  ] as const)('%s is %s', (name, result) => {
    const run = fiveRuns[name]
    expect(statementOf(run, judge(run), runSha256).predicate.result).toBe(result)
  })

  it('has passed only without a warning', () => {
    const run = { ...goodRun, options: { ...goodRun.options, only: [] } }
    const { predicate } = statementOf(run, judge(run), runSha256)
    expect(predicate).toMatchObject({ result: 'PASSED', warnedTests: [], failedTests: [] })
    expect(predicate.passedTests).toHaveLength(2)
  })

  it('is about the image, the commit and the config, and counts on all evidence', () => {
    const { predicate, subject } = statementOf(fiveRuns.GO, judge(fiveRuns.GO), runSha256)
    expect(subject).toEqual([
      { name: 'image', digest: { sha256: '9'.repeat(64) } },
      { name: 'repository', digest: { gitCommit: 'f'.repeat(40) } },
      { name: 'deploy/preflight.config.yaml', digest: { sha256: 'a'.repeat(64) } },
    ])
    const names = predicate.configuration.map(({ name }) => name)
    expect(names).toEqual(['guide', 'preflight', 'deploy/Dockerfile', 'deploy/edge/nginx.conf'])
    expect(predicate.preflight.evidence[0]).toEqual({
      name: 'run.json',
      digest: { sha256: runSha256 },
    })
    expect(predicate.preflight.evidence.length).toBeGreaterThan(fiveRuns.GO.claims.length - 1)
  })

  it('does not name a commit that files differ from', () => {
    const { repository, ...target } = fiveRuns.GO.target
    const dirty = { commit: repository?.commit ?? '', dirty: true }
    const run = { ...fiveRuns.GO, target: { ...target, repository: dirty } }
    const { subject } = statementOf(run, judge(run), runSha256)
    expect(subject.map(({ name }) => name)).not.toContain('repository')
  })
})

describe('a signed statement', () => {
  it.each(['ed25519', 'ec', 'rsa'] as const)('is accepted with its key: %s', (type) => {
    const pair =
      type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : type === 'rsa'
          ? generateKeyPairSync('rsa', { modulusLength: 2048 })
          : { publicKey, privateKey }
    expect(problems(signedBy(pair.privateKey), { key: pair.publicKey })).toEqual([])
  })

  it('is the same text every time', () => {
    expect(signedBy(privateKey)).toBe(signedBy(privateKey))
  })

  it('is refused with another key', () => {
    expect(problems(signedBy(privateKey), { key: stranger })).toEqual([
      'was not signed with this key',
    ])
  })

  it('is refused with another payload', () => {
    const envelope = envelopeSchema.parse(JSON.parse(signedBy(privateKey, fiveRuns['NO-GO'])))
    const good = envelopeSchema.parse(JSON.parse(signedBy(privateKey)))
    const forged = JSON.stringify({ ...envelope, payload: good.payload })
    expect(problems(forged)).toEqual(['was not signed with this key'])
  })

  it('counts until its last moment', () => {
    expect(problems(signedBy(privateKey, fiveRuns.GO, 7), { days: 7 })).toEqual([])
    const [expired] = problems(signedBy(privateKey, fiveRuns.GO, 7), { days: 7.01 })
    expect(expired).toMatch(/^expired at 2026-11-29T10:16:12.500Z/)
    expect(problems(signedBy(privateKey), { days: 30 })).toEqual([])
    expect(problems(signedBy(privateKey), { days: 30.01 })).toHaveLength(1)
  })

  it('is refused for another run, with or without a key', () => {
    const signed = signedBy(privateKey, fiveRuns.waived)
    for (const key of [publicKey, undefined]) {
      expect(problems(signed, { key })).toContain('has another evidence than the folder')
    }
    const verdict = 'has another verdict than the folder'
    expect(problems(signed, { run: fiveRuns['NO-GO'] })).toContain(verdict)
  })

  it.each(['', '{}', '[]', '{"payloadType":"application/json"}'])('is no %j', (text) => {
    expect(problems(text)).toEqual(['is not a DSSE envelope of an in-toto statement'])
  })
})

describe('readKey', () => {
  it('reads both halves', () => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(readKey('private', pem, 'k.pem').asymmetricKeyType).toBe('ed25519')
    expect(readKey('public', pem, 'k.pem').type).toBe('public')
  })

  it('refuses what is no key', () => {
    const read = () => readKey('private', 'no key', '--sign: k.pem')
    expect(read).toThrow(PreflightError)
    expect(read).toThrow(/^--sign: k\.pem: expected a private key as PEM/)
  })
})
