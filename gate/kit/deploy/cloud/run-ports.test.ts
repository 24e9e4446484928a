/** Goal: Cloud Run sends requests to 8080 unless it is told, and nobody is blamed for a guess. */
import { expect, test } from 'vitest'
import type { BackendConfig } from './backend.ts'
import { cloudBuildPlatform } from './cloud-build.ts'
import { gcloud } from './testing/builds.ts'

test('without a port it is one that the backend has to be told', () => {
  const text = gcloud('run', 'deploy', 'a', '--image=b', '--memory=1Gi')
  const read = (config: BackendConfig) => {
    const { problems, ports } = cloudBuildPlatform(text, config)
    return { problems: problems.join(), ports }
  }
  const told = { problems: expect.stringMatching(/requests go to port 8080/), ports: [] }
  expect(read({ container: { port: 8000 } })).toEqual(told)
  expect(read({ launch: { kind: 'image', image: 'a', port: 3000 } })).toEqual(told)
  expect(read({ container: { port: 8080 } }).problems).toBe('')
  const launch = { kind: 'command', command: 'a', args: [], port: 'PORT' } as const
  expect(read({ launch })).toEqual({ problems: '', ports: [] })
  // Nobody says where it listens.
  expect(read({})).toEqual({ problems: '', ports: [8080] })
})
test('a variable of its own for the port says where it listens', () => {
  const launch = { kind: 'command', command: 'a', args: [], port: 'APP_PORT' } as const
  const read = (port: number) =>
    cloudBuildPlatform(
      gcloud('run', 'deploy', 'a', '--image=b', `--set-env-vars=APP_PORT=${port}`),
      { launch, container: { port: 3000 } },
    ).problems
  expect(read(8080)).toEqual([])
  expect(read(3000).join()).toMatch(/requests go to port 8080/)
})
