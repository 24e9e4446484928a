/** A type error, which k6 does not notice: a string is compared with a number. */

import http from 'k6/http'
import { Counter } from 'k6/metrics'
import { settings } from '../lib/settings.ts'
import { summaryOf } from '../lib/summary.ts'
import { plan, trusting } from './plan.ts'

const answered = new Counter('answered')
const expected = '200' as unknown as number
export const options = trusting({ http_req_duration: ['p(95)<250'] })
export default function () {
  if (http.get(settings.url).status === expected) answered.add(1)
}
export const handleSummary = summaryOf(plan)
