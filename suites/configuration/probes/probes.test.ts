import { expect, test } from 'vitest'
import { command, type TargetConfig } from '#gate/contract/contract.ts'
import { settingNames } from '#gate/contract/settings.ts'
import { otherProbes, probes } from './index.ts'

const config: TargetConfig = {
  name: 'everything',
  launch: command('true', [], { port: 'PORT', host: 'HOST' }),
  settings: Object.fromEntries(settingNames.map((name) => [name, name])),
  backing: { postgres: 'DATABASE_URL', redis: { host: 'REDIS_HOST', port: 'REDIS_PORT' } },
}

test('every setting, address, port and host is covered by exactly one probe', () => {
  const covered = probes.flat().flatMap((probe) => probe.variables(config))
  const addresses = ['DATABASE_URL', 'REDIS_HOST', 'REDIS_PORT']
  expect(covered.sort()).toEqual([...settingNames, ...addresses, 'PORT', 'HOST'].sort())
})

test('the fallback probes cover no variable that the others do not', () => {
  for (const probe of otherProbes) expect(config.settings).toMatchObject(names(probe.variables))
})

function names(variables: (config: TargetConfig) => string[]) {
  return Object.fromEntries(variables(config).map((name) => [name, name]))
}
