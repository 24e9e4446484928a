/** What OSCAL says of one claim: the observation, the finding, and the risk of what failed. */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim } from '#gate/verdict/verdict.ts'
import { claimById, isClaimId } from '#guide/index.ts'
import { evidenceOf, type Finding, picturesOf } from '../finding.ts'
import { body, headline } from '../message.ts'
import { levelText } from '../standing.ts'
import { waiverText } from '../text.ts'
import { uuidOf } from '../uuid.ts'
import { claimUuids, hrefOf, line, lines, listed, props, token } from './parts.ts'

/** The target, which every observation is about. */
export function targetUuid(run: RunRecord): string {
  return uuidOf('target', run.target.name)
}

/** Nothing if no check of the claim ran. */
export function observationOf(run: RunRecord, claim: JudgedClaim) {
  const { record } = claim
  const ran = record.checks.filter((check) => check.ran)
  if (ran.length === 0) return undefined
  const starts = ran.flatMap(({ startedAt }) => startedAt ?? []).sort()
  const files = [...evidenceOf(claim), ...picturesOf(claim)]
  return {
    uuid: claimUuids(run.id, record.id).observation,
    title: line(record.id),
    description: lines(record.statement),
    methods: ['TEST'],
    subjects: [{ 'subject-uuid': targetUuid(run), type: 'component' }],
    ...listed(
      'relevant-evidence',
      files.map((file) => ({ href: hrefOf(file), description: line(file) })),
    ),
    collected: starts[0] ?? run.startedAt,
  }
}

const reasons = { pass: 'pass', fail: 'fail', inconclusive: 'other', unverified: 'other' } as const

/** Nothing of a claim that does not apply. */
export function findingOf(run: RunRecord, claim: JudgedClaim, finding: Finding | undefined) {
  const { outcome, record, waived } = claim
  if (outcome.verdict === 'not-applicable') return undefined
  const uuids = claimUuids(run.id, record.id)
  const observed = observationOf(run, claim) === undefined ? [] : [uuids.observation]
  return {
    uuid: uuids.finding,
    title: line(record.id),
    description: lines(finding ? body(finding) : record.statement),
    props: props({
      verdict: outcome.verdict,
      level: levelText(record, run),
      waived: waived ? 'yes' : undefined,
    }),
    target: {
      type: 'objective-id',
      'target-id': token(record.id),
      status: {
        state: outcome.verdict === 'pass' ? 'satisfied' : 'not-satisfied',
        reason: reasons[outcome.verdict],
        ...(finding === undefined ? {} : { remarks: line(headline(run, finding)) }),
      },
    },
    ...listed(
      'related-observations',
      observed.map((uuid) => ({ 'observation-uuid': uuid })),
    ),
    ...listed('related-risks', isRisk(claim) ? [{ 'risk-uuid': uuids.risk }] : []),
  }
}

/** What failed, and what somebody accepted. */
function isRisk({ outcome, waived }: JudgedClaim): boolean {
  return outcome.verdict === 'fail' || waived
}

/** The risk of a claim that failed or was waived, with its remedy. */
export function riskOf(run: RunRecord, finding: Finding) {
  const { claim, waiver } = finding
  if (!isRisk(claim)) return undefined
  const { record } = claim
  const uuids = claimUuids(run.id, record.id)
  const ofGuide = isClaimId(record.id) ? claimById(record.id).prevents : undefined
  return {
    uuid: uuids.risk,
    title: line(record.id),
    description: line(headline(run, finding)),
    statement: lines(record.own?.prevents ?? ofGuide ?? record.statement),
    status: waiver === undefined ? 'open' : 'deviation-approved',
    ...(waiver === undefined ? {} : { deadline: `${waiver.expires}T23:59:59Z` }),
    remediations: [
      {
        uuid: uuids.response,
        lifecycle: 'recommendation',
        title: line(`Remedy of ${record.id}`),
        description: lines(record.remedy),
        ...(waiver === undefined ? {} : { remarks: line(`Waived ${waiverText(waiver)}`) }),
      },
    ],
  }
}
