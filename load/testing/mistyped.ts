/** A threshold with a mistyped tag: it covers no samples and passes. */
import { iterationOf, pulseOf } from '../lib/iteration.ts'
import { optionsOf } from '../lib/options.ts'
import { summaryOf } from '../lib/summary.ts'
import { plan } from './plan.ts'

const { thresholds, ...others } = optionsOf(plan)
export const options = {
  ...others,
  thresholds: { ...thresholds, 'http_req_duration{scenario:laod}': ['p(95)<1'] },
}
export { setup } from '../lib/world.ts'
export default iterationOf(plan)
export const pulse = pulseOf(plan)
export const handleSummary = summaryOf(plan)
