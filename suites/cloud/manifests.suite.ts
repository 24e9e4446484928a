/** Manifests of managed platforms: each is valid, and does not contradict itself. */
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import type { PlatformName } from '#gate/kit/deploy/cloud/platform.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'
import { contradictions, listeningPort, platformOf, portDoubts, regionDoubts } from './platforms.ts'

/** Judges one manifest, of whichever platform. */
async function judge(
  name: PlatformName,
  { target, evidence, expect }: { target: Target; evidence: Evidence; expect: ExpectStatic },
): Promise<void> {
  const platform = await platformOf(target, name)
  const { problems, images, ports, regions, unknown } = platform
  evidence.observe('manifest', { name, problems, images, ports, regions, unknown })
  evidence.floor('manifest', 1)
  expect.soft(problems.slice(0, 10), `problems of ${name}`).toEqual([])
  const listens = await listeningPort(target)
  const found = contradictions(platform, listens)
  expect.soft(found, `contradictions in ${name}`).toEqual([])
  const doubts = [...unknown, ...regionDoubts(platform), ...portDoubts(platform, listens)]
  if (doubts.length > 0) {
    throw inconclusive(`cannot check all of manifests.${name}: ${doubts.join('; ')}`)
  }
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
