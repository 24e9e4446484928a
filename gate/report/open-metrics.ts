/**
 * OpenMetrics text, for a textfile collector. Each claim has a sample for every verdict, so that a
 * claim that could not be measured is not a claim that holds; a fact is a gauge, the newest wins.
 */
import { Gauge, type OpenMetricsContentType, Registry } from 'prom-client'
import { claimVerdicts, overallVerdicts, type RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { oneLine } from './text.ts'

export async function renderOpenMetrics(run: RunRecord, judgement: Judgement): Promise<string> {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const registers = [registry]
  const target = oneLine(run.target.name)
  const gauge = (name: string, help: string, labelNames: string[]) =>
    new Gauge({ name, help, labelNames: ['target', ...labelNames], registers })

  const verdict = gauge('preflight_run_verdict', '1 for the verdict of the run', ['verdict'])
  for (const name of overallVerdicts) {
    verdict.set({ target, verdict: name }, Number(name === judgement.verdict))
  }
  const finished = gauge('preflight_run_finished_seconds', 'Unix time of the end of the run', [])
  if (run.finishedAt !== undefined) finished.set({ target }, Date.parse(run.finishedAt) / 1000)

  const names = ['claim', 'level']
  const verdicts = gauge('preflight_claim_verdict', '1 for the verdict of the claim', [
    ...names,
    'verdict',
  ])
  const waived = gauge('preflight_claim_waived', '1 if a waiver covers the claim', names)
  const observed = gauge('preflight_claim_observations', 'what its checks observed', names)
  const seconds = gauge('preflight_claim_seconds', 'how long its checks took', names)
  for (const claim of judgement.claims) {
    const { outcome, record } = claim
    const labels = { target, claim: oneLine(record.id), level: record.level }
    for (const name of claimVerdicts) {
      verdicts.set({ ...labels, verdict: name }, Number(name === outcome.verdict))
    }
    waived.set(labels, Number(claim.waived))
    const counts = record.checks.flatMap(({ observations }) => Object.values(observations))
    observed.set(
      labels,
      counts.reduce((sum, count) => sum + count, 0),
    )
    seconds.set(labels, claim.seconds)
  }
  return await registry.metrics()
}
