/** One VU for 50 requests per second that take half a second each: most are dropped. */
import http from 'k6/http'
import type { RampingArrivalRateScenario } from 'k6/options'
import { settings } from '../lib/settings.ts'
import { summaryOf } from '../lib/summary.ts'
import { plan, trusting } from './plan.ts'

const base = trusting({ http_req_duration: ['p(95)<1000'] })
const load = base.scenarios?.load as RampingArrivalRateScenario | undefined
export const options = {
  ...base,
  ...(load ? { scenarios: { load: { ...load, preAllocatedVUs: 1, maxVUs: 1 } } } : {}),
}
export default function () {
  http.get(`${settings.url}/slow`)
}
export const handleSummary = summaryOf(plan)
