/** Manifests of managed platforms: whether each would be taken, and means one backend. */
import type { ExpectStatic } from 'vitest'
import { guidePort } from '#gate/contract/container.ts'
import type { PlatformName } from '#gate/kit/deploy/cloud/platform.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'
import { disagreements, platformOf } from './platforms.ts'

/** What one manifest has to be, whichever it is. */
async function judge(
  name: PlatformName,
  { target, evidence, expect }: { target: Target; evidence: Evidence; expect: ExpectStatic },
): Promise<void> {
  const platform = await platformOf(target, name)
  const { problems, images, ports, regions } = platform
  evidence.observe('manifest', { name, problems, images, ports, regions })
  evidence.floor('manifest', 1)
  expect.soft(problems.slice(0, 10), 'what the platform would not take').toEqual([])
  expect.soft(images.length, 'images that it names').toBeGreaterThan(0)
  expect.soft(ports.length, 'ports that it names').toBeGreaterThan(0)
  const port = target.config.container?.port ?? guidePort
  expect.soft(disagreements(platform, port), 'what it calls by two names').toEqual([])
}

check('cloud.ecs-valid', async ({ target, evidence, expect }) => {
  await judge('ecsTask', { target, evidence, expect })
})

check('cloud.beanstalk-valid', async ({ target, evidence, expect }) => {
  await judge('beanstalk', { target, evidence, expect })
})

check('cloud.run-valid', async ({ target, evidence, expect }) => {
  await judge('cloudBuild', { target, evidence, expect })
})
