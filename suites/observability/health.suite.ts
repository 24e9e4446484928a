/** Liveness tells what is deployed. */
import { check } from '#gate/run/check.ts'
import { healthEndpoint, healthOf } from './health.ts'

const asked = 5

check('observability.health-shape', async ({ target, evidence, expect }) => {
  const { config } = target
  healthEndpoint(config)
  const variable = config.settings?.environment
  const deployed = variable && config.environment?.production?.[variable]
  const running = await target.running()
  evidence.floor('health', asked)
  for (let index = 0; index < asked; index += 1) {
    const health = await healthOf(running)
    evidence.observe('health', health)
    expect.soft(health.httpStatus, 'the status of /health').toBe(200)
    expect.soft(health.status, 'its status field').toBeTypeOf('string')
    expect.soft(health.version, 'its version field').toBeTypeOf('string')
    if (config.version) expect.soft(health.version, 'the deployed version').toBe(config.version)
    expect.soft(health.environment, 'its environment field').toBeTypeOf('string')
    if (deployed) expect.soft(health.environment, 'the deployed environment').toBe(deployed)
  }
})
