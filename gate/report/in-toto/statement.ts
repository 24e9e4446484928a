/**
 * What a run showed, as an in-toto statement with the predicate test-result v0.1
 * (https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md). It is bound to
 * what was judged and to all evidence by digests. The predicate's `preflight` is an extension,
 * which other readers ignore: the verdict has three values, the predicate's result two.
 */
import canonicalize from 'canonicalize'
import * as z from 'zod'
import { PreflightError } from '#gate/errors.ts'
import { overallVerdicts, type RunRecord, selectedWords } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { configOf, judgedFiles, uriOf } from '../place.ts'
import { type Standing, standingOf } from '../standing.ts'

const statementType = 'https://in-toto.io/Statement/v1'
const predicateType = 'https://in-toto.io/attestation/test-result/v0.1'

/** At least one of `uri` and `digest` is demanded of a descriptor. */
const descriptorSchema = z.object({
  name: z.string().exactOptional(),
  uri: z.string().exactOptional(),
  digest: z.record(z.string(), z.string()).exactOptional(),
})
type Descriptor = z.infer<typeof descriptorSchema>

const subjectSchema = z.object({
  name: z.string(),
  digest: z.record(z.string(), z.string()),
})

export const statementSchema = z.object({
  _type: z.literal(statementType),
  subject: z.array(subjectSchema).min(1),
  predicateType: z.literal(predicateType),
  predicate: z.object({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(descriptorSchema),
    passedTests: z.array(z.string()),
    warnedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
    preflight: z.object({
      verdict: z.enum(overallVerdicts),
      run: z.string(),
      finishedAt: z.iso.datetime(),
      /** After it, nobody may rely on the statement. */
      expiresAt: z.iso.datetime(),
      engine: z.string(),
      quick: z.boolean(),
      /** What the verdict covers; empty for the whole guide. */
      only: z.array(z.string()),
      environment: z.string().exactOptional(),
      /** `run.json` and every file that it counts on. */
      evidence: z.array(subjectSchema),
    }),
  }),
})
export type Statement = z.infer<typeof statementSchema>

/** For how long a statement counts, if nothing else was asked for. */
export const defaultValidDays = 30
const dayMs = 24 * 60 * 60 * 1000

/**
 * The statement about a run.
 * @param runSha256 of the file `run.json`
 * @param validDays days from the end of the run to the statement's own end
 */
export function statementOf(
  run: RunRecord,
  judgement: Judgement,
  runSha256: string,
  validDays = defaultValidDays,
): Statement {
  const { options } = run
  const finishedAt = run.finishedAt ?? run.startedAt
  const standings = judgement.claims.map((claim) => [claim.record.id, standingOf(claim, run)])
  const named = (...wanted: Standing[]) =>
    standings.flatMap(([id, standing]) => (wanted.includes(standing as Standing) ? String(id) : []))
  const warnedTests = named('warning', 'waived')
  return {
    _type: statementType,
    subject: subjectOf(run, runSha256),
    predicateType,
    predicate: {
      result: resultOf(judgement, warnedTests.length > 0),
      configuration: configurationOf(run),
      passedTests: named('passed'),
      warnedTests,
      failedTests: named('failed', 'unmeasured'),
      preflight: {
        verdict: judgement.verdict,
        run: run.id,
        finishedAt,
        expiresAt: new Date(Date.parse(finishedAt) + validDays * dayMs).toISOString(),
        engine: run.engine.name,
        quick: options.quick,
        only: selectedWords(run),
        ...(options.environment === undefined ? {} : { environment: options.environment }),
        evidence: evidenceOf(run, runSha256),
      },
    },
  }
}

/** The same bytes wherever it is written (RFC 8785): what is signed, and `statement.json`. */
export function statementText(statement: Statement): string {
  const text = canonicalize(statement)
  if (text === undefined) {
    throw new PreflightError('PREFLIGHT_E_INTERNAL', 'a statement has no canonical form')
  }
  return text
}

function resultOf({ verdict }: Judgement, isWarned: boolean) {
  if (verdict !== 'GO') return 'FAILED'
  return isWarned ? 'WARNED' : 'PASSED'
}

/** What was tested: images, the commit if nothing differed from it, and the config. */
function subjectOf({ target }: RunRecord, runSha256: string): Statement['subject'] {
  const { configSha256, images = [], repository } = target
  const subject = [
    ...images.map((image) => ({ name: 'image', digest: { sha256: bare(image) } })),
    ...(repository && !repository.dirty
      ? [{ name: 'repository', digest: { gitCommit: repository.commit } }]
      : []),
    ...(configSha256 ? [{ name: configOf({ target }), digest: { sha256: configSha256 } }] : []),
  ]
  return subject.length > 0 ? subject : [{ name: 'run.json', digest: { sha256: runSha256 } }]
}

/** What decided how it was tested: the guide, Preflight, and the target's manifests. */
function configurationOf(run: RunRecord): Descriptor[] {
  const [, ...manifests] = judgedFiles(run)
  return [
    ...(run.guideSha256 ? [{ name: 'guide', digest: { sha256: run.guideSha256 } }] : []),
    {
      name: 'preflight',
      uri: `pkg:npm/preflight-gate@${encodeURIComponent(run.preflight.version)}`,
    },
    ...manifests.map(({ file, sha256 }) => ({
      name: file,
      ...(sha256 === undefined ? { uri: uriOf(file) } : { digest: { sha256 } }),
    })),
  ]
}

function evidenceOf(run: RunRecord, runSha256: string): Statement['subject'] {
  const sealed = run.claims
    .flatMap(({ checks }) => checks.flatMap(({ evidence }) => evidence ?? []))
    .flatMap(({ attachments = [], file, sha256 }) => [{ file, sha256 }, ...attachments])
  return [{ file: 'run.json', sha256: runSha256 }, ...sealed].map(({ file, sha256 }) => ({
    name: file,
    digest: { sha256 },
  }))
}

/** An image's digest without the name of its algorithm. */
function bare(digest: string): string {
  return digest.replace(/^.*sha256:/, '')
}
