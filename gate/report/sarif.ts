/**
 * SARIF 2.1.0. The full form has every claim, with kind and suppression. Code scanning on GitHub
 * shows any result as an alert, passes and suppressed ones too: the upload form has only failures
 * that nobody waived.
 */
import type { ReportingDescriptor, Result } from 'sarif'
import type { PastRun } from '#gate/verdict/history.ts'
import type { ClaimRecord, RunRecord, Waiver } from '#gate/verdict/record.ts'
import { exitCodes, isBinding, type JudgedClaim, type Judgement } from '#gate/verdict/verdict.ts'
import { claimById, isClaimId } from '#guide/index.ts'
import type { Beside } from './beside.ts'
import { fingerprintOf } from './code-quality.ts'
import { type Finding, findingsOf } from './finding.ts'
import { body, exemption, headline } from './message.ts'
import { configOf, judgedFiles, placeOf, uriOf } from './place.ts'
import { placeAt, sarifText } from './sarif-log.ts'
import { oneLine, visible, waiverText } from './text.ts'
import { uuidOf } from './uuid.ts'

const fingerprintName = 'preflightClaim/v1'

const kinds = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'open',
  unverified: 'review',
  'not-applicable': 'notApplicable',
} as const

/** Every claim, and what the last comparable run had found and this one did not. */
export function renderSarif(run: RunRecord, judgement: Judgement, beside: Beside): string {
  const earlier = beside.earlier?.()
  const gone = earlier === undefined ? [] : absentResults(earlier, judgement)
  return textOf(
    { run, judgement },
    [...resultsOf({ run, judgement }, { earlier }), ...gone],
    earlier,
  )
}

/** What GitHub is to show. It demands a line of every place: the first, where none is known. */
export function renderSarifUpload(run: RunRecord, judgement: Judgement, beside: Beside): string {
  const earlier = beside.earlier?.()
  const isShown = ({ outcome, waived }: JudgedClaim) => outcome.verdict === 'fail' && !waived
  const results = resultsOf({ run, judgement }, { earlier, isShown, unknownLine: 1 })
  return textOf({ run, judgement }, results, earlier)
}

function textOf(
  { run, judgement }: PastRun,
  results: readonly Result[],
  earlier: PastRun | undefined,
): string {
  return sarifText({
    version: oneLine(run.preflight.version),
    rules: judgement.claims.map((claim) => ruleOf(run, claim)),
    automationDetails: {
      id: `preflight/${oneLine(run.target.name)}/${run.id}`,
      guid: uuidOf('run', run.id),
    },
    ...(earlier === undefined ? {} : { baselineGuid: uuidOf('run', earlier.run.id) }),
    invocations: [invocationOf(run, judgement)],
    artifacts: judgedFiles(run).map(({ file, sha256 }) => ({
      location: { uri: uriOf(file) },
      ...(sha256 === undefined ? {} : { hashes: { 'sha-256': sha256 } }),
    })),
    results,
  })
}

interface ResultOptions {
  /** The run that this one is compared with. */
  earlier?: PastRun | undefined
  /** Which claims are shown. Default: all. */
  isShown?(claim: JudgedClaim): boolean
  unknownLine?: number
}

function resultsOf({ run, judgement }: PastRun, options: ResultOptions): Result[] {
  const { earlier, isShown = () => true, unknownLine } = options
  const findings = new Map(findingsOf(run, judgement).map((one) => [one.claim.record.id, one]))
  const before = new Map(
    earlier?.judgement.claims.map(({ outcome, record }) => [record.id, outcome]),
  )
  return judgement.claims.filter(isShown).map((claim): Result => {
    const { outcome, record } = claim
    const finding = findings.get(record.id)
    const place = finding ? placeOf(run, finding) : { file: configOf(run) }
    const isKnown = before.get(record.id)?.verdict === outcome.verdict
    return {
      ...resultOf(run, claim, finding),
      ...(earlier === undefined ? {} : { baselineState: isKnown ? 'unchanged' : 'new' }),
      locations: [locationOf(record.id, place.file, place.line ?? unknownLine)],
    }
  })
}

/** What an earlier run found, of claims of which this run says something else or nothing. */
function absentResults(earlier: PastRun, { claims }: Judgement): Result[] {
  const now = new Map(claims.map(({ outcome, record }) => [record.id, outcome.verdict]))
  const isShown = ({ outcome, record }: JudgedClaim) =>
    !['pass', 'not-applicable'].includes(outcome.verdict) && now.get(record.id) !== outcome.verdict
  return resultsOf(earlier, { isShown }).map((result) => ({ ...result, baselineState: 'absent' }))
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
    physicalLocation: placeAt(uriOf(file), line),
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
