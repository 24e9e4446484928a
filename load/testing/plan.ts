/** What the fixtures share: a plan so short that each costs a second. */
import type { Options } from 'k6/options'
import { optionsOf } from '../lib/options.ts'
import type { Plan } from '../lib/plan.ts'

export const plan: Plan = {
  script: 'fixture',
  phases: [{ name: 'load', startSeconds: 0, seconds: 1, rate: 50 }],
  requestTimeoutMs: 2_000,
}

/** Thresholds that no run breaks: they make k6 keep the same sub-metrics as ours do. */
function harmless(): Options['thresholds'] {
  const { thresholds = {} } = optionsOf(plan)
  const isTrend = (name: string) => /^(http_req_duration|schedule_lag)/.test(name)
  return Object.fromEntries(
    Object.keys(thresholds).map((name) => [name, [isTrend(name) ? 'max>=0' : 'count>=0']]),
  )
}

/** The options of a script that trusts k6: it judges by these thresholds, and by no other. */
export function trusting(thresholds: Options['thresholds']): Options {
  if (__VU > 0) return {}
  const { scenarios, ...others } = optionsOf(plan)
  const load = scenarios?.load
  return {
    ...others,
    // Our iterations tell their phase; those of a stranger are all in one.
    scenarios: load ? { load: { ...load, tags: { phase: 'load' } } } : {},
    thresholds: { ...harmless(), ...thresholds },
  }
}
