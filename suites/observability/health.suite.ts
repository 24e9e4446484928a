/** The health endpoint reports the deployed version and environment. */
import { check } from '#gate/run/check.ts'
import { healthEndpoint, healthOf } from './health.ts'

const probes = 5

check('observability.health-shape', async ({ target, evidence, expect }) => {
  const { config } = target
  healthEndpoint(config)
  const variable = config.settings?.environment
  const deployed = variable && config.environment?.production?.[variable]
  const running = await target.running()
  evidence.floor('health', probes)
  for (let index = 0; index < probes; index += 1) {
    const health = await healthOf(running)
    evidence.observe('health', health)
    expect.soft(health.httpStatus, 'status of the health endpoint').toBe(200)
    expect.soft(health.status, 'status field of the health response').toBeTypeOf('string')
    const version = 'version in the health response'
    expect.soft(health.version, version).toBeTypeOf('string')
    if (config.version) expect.soft(health.version, version).toBe(config.version)
    const environment = 'environment in the health response'
    expect.soft(health.environment, environment).toBeTypeOf('string')
    if (deployed) expect.soft(health.environment, environment).toBe(deployed)
  }
})
