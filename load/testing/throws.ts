/** Every iteration throws: k6 counts it as done, and all thresholds are met. */
import { summaryOf } from '../lib/summary.ts'
import { plan, trusting } from './plan.ts'

export const options = trusting({
  checks: ['rate>0.99'],
  http_req_failed: ['rate<0.01'],
  http_req_duration: ['p(95)<250'],
})
export default function () {
  throw new Error('a bug in the script')
}
export const handleSummary = summaryOf(plan)
