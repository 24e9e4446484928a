/** Every check fails, and no threshold covers checks. */
import { check } from 'k6'
import http from 'k6/http'
import { settings } from '../lib/settings.ts'
import { summaryOf } from '../lib/summary.ts'
import { plan, trusting } from './plan.ts'

export const options = trusting({ http_req_duration: ['p(95)<250'] })
export default function () {
  check(http.get(`${settings.url}/error`), { 'status is 200': ({ status }) => status === 200 })
}
export const handleSummary = summaryOf(plan)
