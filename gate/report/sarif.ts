/**
 * SARIF 2.1.0. The full form has every claim, with kind and suppression. Code scanning on GitHub
 * shows any result as an alert, passes and suppressed ones too: the upload form has only failures
 * that nobody waived.
 */
import type { Log, ReportingDescriptor, Result, Run } from 'sarif'
import type { ClaimRecord, RunRecord, Waiver } from '#gate/verdict/record.ts'
import { exitCodes, isBinding, type JudgedClaim, type Judgement } from '#gate/verdict/verdict.ts'
import { claimById, isClaimId } from '#guide/index.ts'
import { fingerprintOf } from './code-quality.ts'
import { type Finding, findingsOf } from './finding.ts'
import { body, exemption, headline } from './message.ts'
import { configOf, judgedFiles, placeOf, uriOf } from './place.ts'
import { oneLine, visible, waiverText } from './text.ts'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json'
const fingerprintName = 'preflightClaim/v1'

const kinds = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'open',
  unverified: 'review',
  'not-applicable': 'notApplicable',
} as const

/** Every claim. */
export function renderSarif(run: RunRecord, judgement: Judgement): string {
  return logOf(run, judgement, judgement.claims)
}

/** What GitHub is to show. It demands a line of every place: the first, where none is known. */
export function renderSarifUpload(run: RunRecord, judgement: Judgement): string {
  const failed = judgement.claims.filter(
    ({ outcome, waived }) => outcome.verdict === 'fail' && !waived,
  )
  return logOf(run, judgement, failed, 1)
}

function logOf(
  run: RunRecord,
  judgement: Judgement,
  claims: readonly JudgedClaim[],
  unknownLine?: number,
): string {
  const findings = new Map(findingsOf(run, judgement).map((one) => [one.claim.record.id, one]))
  const sarifRun: Run = {
    tool: {
      driver: {
        name: 'Preflight',
        version: oneLine(run.preflight.version),
        rules: judgement.claims.map((claim) => ruleOf(run, claim)),
      },
    },
    automationDetails: { id: `preflight/${oneLine(run.target.name)}/${run.id}` },
    invocations: [invocationOf(run, judgement)],
    artifacts: judgedFiles(run).map(({ file, sha256 }) => ({
      location: { uri: uriOf(file) },
      ...(sha256 === undefined ? {} : { hashes: { 'sha-256': sha256 } }),
    })),
    columnKind: 'utf16CodeUnits',
    results: claims.map((claim) => {
      const finding = findings.get(claim.record.id)
      const place = finding ? placeOf(run, finding) : { file: configOf(run) }
      const line = place.line ?? unknownLine
      return {
        ...resultOf(run, claim, finding),
        ruleIndex: judgement.claims.indexOf(claim),
        locations: [locationOf(claim.record.id, place.file, line)],
      }
    }),
  }
  const log: Log = { $schema: schema, version: '2.1.0', runs: [sarifRun] }
  return `${JSON.stringify(log, null, 2)}\n`
}

function ruleOf({ options }: RunRecord, { record }: JudgedClaim): ReportingDescriptor {
  const statement = visible(record.statement)
  return {
    id: record.id,
    shortDescription: { text: statement },
    fullDescription: { text: visible(preventsOf(record) ?? statement) },
    help: { text: visible(record.remedy) },
    defaultConfiguration: { level: isBinding(record, options) ? 'error' : 'warning' },
    properties: { tags: [record.section, record.level] },
  }
}

/** What the guide says that it prevents; a run of another version may have other claims. */
function preventsOf({ id, own }: ClaimRecord): string | undefined {
  return isClaimId(id) ? claimById(id).prevents : own?.prevents
}

function invocationOf(run: RunRecord, { verdict }: Judgement) {
  return {
    executionSuccessful: run.state === 'concluded' && run.troubles.length === 0,
    exitCode: exitCodes[verdict],
    exitCodeDescription: verdict,
    startTimeUtc: run.startedAt,
    ...(run.finishedAt === undefined ? {} : { endTimeUtc: run.finishedAt }),
    toolExecutionNotifications: run.troubles.map(({ code, message }) => ({
      level: 'error' as const,
      message: { text: visible(message) },
      ...(code === undefined ? {} : { descriptor: { id: code } }),
    })),
  }
}

function resultOf(run: RunRecord, claim: JudgedClaim, finding: Finding | undefined): Result {
  const { outcome, record } = claim
  const text = finding
    ? `${headline(run, finding)}\n${body(finding)}`
    : outcome.verdict === 'pass'
      ? 'It was measured and holds.'
      : exemption(claim)
  return {
    ruleId: record.id,
    kind: kinds[outcome.verdict],
    // Any other kind has no level.
    level:
      outcome.verdict !== 'fail' ? 'none' : isBinding(record, run.options) ? 'error' : 'warning',
    message: { text },
    partialFingerprints: { [fingerprintName]: fingerprintOf(run, record.id) },
    suppressions: finding?.waiver ? [suppressionOf(finding.waiver)] : [],
  }
}

/** The place in the target's files, and the headings of the guide that make the claim. */
function locationOf(id: string, file: string, line: number | undefined) {
  const headings = isClaimId(id) ? claimById(id).guideSections : []
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      ...(line === undefined ? {} : { region: { startLine: line } }),
    },
    logicalLocations: headings.map((name) => ({ name, kind: 'heading' })),
  }
}

function suppressionOf(waiver: Waiver) {
  return {
    kind: 'external' as const,
    status: 'accepted' as const,
    justification: oneLine(waiverText(waiver)),
  }
}
