/** CTRF, a test report that many tools read. What it has no status for is "other", with ours. */
import type { CTRFReport, Test, TestStatus } from 'ctrf'
import type { CheckRecord, RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { type Finding, findingsOf } from './finding.ts'
import { meaningOf } from './meaning.ts'
import { body, exemption, headline } from './message.ts'
import { type Standing, standingOf } from './standing.ts'
import { oneLine } from './text.ts'

const statuses: Record<Standing, TestStatus> = {
  passed: 'passed',
  failed: 'failed',
  unmeasured: 'other',
  warning: 'other',
  waived: 'skipped',
  'not-applicable': 'skipped',
}

export function renderCtrf(run: RunRecord, judgement: Judgement): string {
  const findings = new Map(findingsOf(run, judgement).map((one) => [one.claim.record.id, one]))
  const tests = judgement.claims.map((claim) => testOf(run, claim, findings.get(claim.record.id)))
  const having = (status: TestStatus) => tests.filter((test) => test.status === status).length
  const start = Date.parse(run.startedAt)
  const report: CTRFReport = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: run.finishedAt ?? run.startedAt,
    generatedBy: 'preflight',
    results: {
      tool: { name: 'preflight', version: run.preflight.version },
      summary: {
        tests: tests.length,
        passed: having('passed'),
        failed: having('failed'),
        skipped: having('skipped'),
        pending: having('pending'),
        other: having('other'),
        start,
        stop: run.finishedAt === undefined ? start : Date.parse(run.finishedAt),
        extra: { verdict: judgement.verdict, meaning: oneLine(meaningOf(run, judgement)) },
      },
      tests,
      environment: {
        appName: oneLine(run.target.name),
        osPlatform: run.machine.platform,
        ...(run.target.repository === undefined ? {} : { commit: run.target.repository.commit }),
      },
    },
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function testOf(run: RunRecord, claim: JudgedClaim, finding: Finding | undefined): Test {
  const { outcome, record, seconds, waived } = claim
  const standing = standingOf(claim, run)
  return {
    name: record.id,
    status: statuses[standing],
    rawStatus: waived ? `${outcome.verdict}, waived` : outcome.verdict,
    duration: Math.round(seconds * 1000),
    ...timesOf(record.checks),
    suite: [record.section],
    tags: [record.level],
    ...(finding === undefined ? {} : { message: headline(run, finding), trace: body(finding) }),
    ...(standing === 'not-applicable' ? { message: exemption(claim) } : {}),
    extra: { standing },
  }
}

/** From the first of its checks to the end of the last, in milliseconds since 1970. */
function timesOf(checks: readonly CheckRecord[]): Pick<Test, 'start' | 'stop'> {
  const times = checks.flatMap(({ seconds, startedAt }) => {
    if (startedAt === undefined) return []
    const start = Date.parse(startedAt)
    return { start, stop: start + Math.round(seconds * 1000) }
  })
  if (times.length === 0) return {}
  return {
    start: Math.min(...times.map(({ start }) => start)),
    stop: Math.max(...times.map(({ stop }) => stop)),
  }
}
