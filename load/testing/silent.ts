/** A script that writes no summary for the gate. */
import http from 'k6/http'
import { settings } from '../lib/settings.ts'
import { trusting } from './plan.ts'

export const options = trusting({ http_req_duration: ['p(95)<250'] })
export default function () {
  http.get(settings.url)
}
