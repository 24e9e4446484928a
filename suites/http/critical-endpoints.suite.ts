/** The endpoints without which there is no product, each with the answers that it must refuse. */

import {
  criticalSteps,
  type Judge,
  tryCriticalEndpoints,
} from '#gate/kit/traffic/critical-endpoints.ts'
import { check } from '#gate/run/check.ts'

check('http.critical-endpoints', async ({ target, evidence, expect }) => {
  const running = await target.running()
  evidence.floor('answer', criticalSteps)
  const judge: Judge = (status, { what, right }) => {
    expect.soft(right, `the status of: ${what}`).toContain(status)
  }
  const asked = { evidence, judge, company: 'Critical Works' }
  const { permissions, renamed, profile, account } = await tryCriticalEndpoints(
    target,
    running,
    asked,
  )
  const { reader, writer } = permissions
  expect.soft(writer, 'a writer may do more than a reader').toBeGreaterThan(reader)
  expect.soft(renamed, 'the updated record reads back').toBe('critical-record-renamed')
  expect.soft([account.email, account.name], 'whose profile it is').toContain(profile)
})
