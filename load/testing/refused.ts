/** Nothing listens: without a response the duration is zero, which meets every objective. */
import http from 'k6/http'
import { settings } from '../lib/settings.ts'
import { summaryOf } from '../lib/summary.ts'
import { plan, trusting } from './plan.ts'

export const options = trusting({ 'http_req_duration{expected_response:true}': ['p(95)<250'] })
export default function () {
  http.get(settings.url)
}
export const handleSummary = summaryOf(plan)
