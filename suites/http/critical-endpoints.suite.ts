/** The endpoints that users cannot do without, each with the requests that it must refuse. */

import type { Judge } from '#gate/kit/traffic/critical/asker.ts'
import { tryCriticalEndpoints } from '#gate/kit/traffic/critical/endpoints.ts'
import { criticalSteps } from '#gate/kit/traffic/critical/step-count.ts'
import { check } from '#gate/run/check.ts'

/** Servers ping every 20 to 30 s, and end a socket that has not answered when the next is due. */
const socketOpenForMs = 75_000

check('http.critical-endpoints', async ({ target, quick, evidence, expect }) => {
  const running = await target.running()
  // A wrong answer may end the steps, as the next ones need what it lacks: it is a failure alone.
  evidence.floor('answer', 1)
  const judge: Judge = (status, { what, right }) => {
    expect.soft(status, `status of "${what}"`).toBeOneOf(right)
  }
  const held = quick ? {} : { socketOpenForMs }
  const options = { evidence, judge, company: 'Critical Works', ...held }
  const { permissions, renamed, profile, account, lacking } = await tryCriticalEndpoints(
    target,
    running,
    options,
  )
  if (permissions) {
    const what = "number of a writer's permissions, against a reader's"
    expect.soft(permissions.writer, what).toBeGreaterThan(permissions.reader)
  }
  if (renamed !== undefined) {
    expect.soft(renamed, 'name of a record after its update').toBe('critical-record-renamed')
  }
  if (profile !== undefined) {
    expect.soft(profile, 'owner of the profile').toBeOneOf([account.email, account.name])
  }
  // What the config lacks may be what is wrong: without it the claim can fail, and cannot pass.
  if (lacking) throw lacking
  evidence.floor('answer', criticalSteps(running))
})
