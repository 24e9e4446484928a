/** The plan that the fixtures share, one second long. */
import type { Options } from 'k6/options'
import { optionsOf } from '../lib/options.ts'
import type { Plan } from '../lib/plan.ts'

export const plan: Plan = {
  script: 'fixture',
  phases: [{ name: 'load', startSeconds: 0, seconds: 1, rate: 50 }],
  requestTimeoutMs: 2_000,
}

/** Thresholds that are always met: they make k6 keep the same sub-metrics as the real ones. */
function harmless(): Options['thresholds'] {
  const { thresholds = {} } = optionsOf(plan)
  const isTrend = (name: string) => /^(http_req_duration|schedule_lag)/.test(name)
  return Object.fromEntries(
    Object.keys(thresholds).map((name) => [name, [isTrend(name) ? 'max>=0' : 'count>=0']]),
  )
}

/** The options of a script that trusts k6, with only these thresholds. */
export function trusting(thresholds: Options['thresholds']): Options {
  if (__VU > 0) return {}
  const { scenarios, ...others } = optionsOf(plan)
  const load = scenarios?.load
  return {
    ...others,
    // The real scripts tag their phase; these have one phase for all.
    scenarios: load ? { load: { ...load, tags: { phase: 'load' } } } : {},
    thresholds: { ...harmless(), ...thresholds },
  }
}
