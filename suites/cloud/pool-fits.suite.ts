/** The pool formula at the maximum instance count of each platform. */

import { guideWorkers } from '#gate/contract/container.ts'
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { valueOfSetting } from '#gate/contract/url-parameter.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import type { Platform } from '#gate/kit/deploy/cloud/platform.ts'
import { behindPooler } from '#gate/kit/deploy/compose/pooler.ts'
import { check } from '#gate/run/check.ts'
import { deployedValue } from '#gate/system/environment.ts'
import { connectionsNeeded } from '#guide/tuning-table.ts'
import { allPlatforms, eachPlatform } from './platforms.ts'

/** A number as the platform sets it, else as in production. */
function numberOf(config: TargetConfig, platform: Platform, setting: SettingName) {
  const { name, plain, unknown } = platform
  const variable = config.settings?.[setting]
  if (variable === undefined) return undefined
  if (plain[variable] === undefined && unknown.length > 0) {
    throw inconclusive(`cannot read ${variable} in manifests.${name}: ${unknown.join('; ')}`)
  }
  const value = valueOfSetting(plain, variable) ?? deployedValue(config, setting)
  if (value === undefined) return undefined
  const count = Number(value)
  if (Number.isInteger(count) && count >= 0) return count
  throw inconclusive(`${variable} is not a whole number: "${value}"`)
}

/** Copies of the backend; those that a compose file or a stack leaves open are the config's. */
function instancesOf({ cloud, deployment }: TargetConfig, { name, maxInstances }: Platform) {
  const isComposed = name === 'compose' || name === 'stack'
  const declared = isComposed ? undefined : cloud?.maxInstances?.[name]
  if (declared !== undefined) return { count: declared, from: `cloud.maxInstances.${name}` }
  if (maxInstances !== undefined) return maxInstances
  if (!isComposed) throw unverified({ missing: [`cloud.maxInstances.${name}`] })
  const count = deployment?.replicas
  if (count === undefined) throw unverified({ missing: ['deployment.replicas'] })
  return { count, from: 'deployment.replicas' }
}

/** max_connections of the platform's database, and where the number comes from. */
function serverOf(config: TargetConfig, platform: Platform) {
  const { cloud, deployment } = config
  const { name, maxConnections, pooler } = platform
  // A pooler has limits of its own for those that connect to it.
  if (pooler !== undefined) {
    const count = deployment?.maxConnections
    if (count === undefined) throw behindPooler(pooler, name)
    return { count, from: 'deployment.maxConnections' }
  }
  if (name === 'compose' || name === 'stack') {
    if (maxConnections !== undefined) return { count: maxConnections, from: `manifests.${name}` }
  } else if (cloud?.maxConnections !== undefined) {
    return { count: cloud.maxConnections, from: 'cloud.maxConnections' }
  }
  if (deployment?.maxConnections !== undefined) {
    return { count: deployment.maxConnections, from: 'deployment.maxConnections' }
  }
  // What is beside a compose file's database is no cloud.
  if (name === 'compose' || name === 'stack')
    throw unverified({ missing: ['deployment.maxConnections'] })
  throw unverified({ missing: ['cloud.maxConnections', 'deployment.maxConnections'] })
}

check('cloud.pool-fits', async ({ target, evidence, expect }) => {
  const { config } = target
  evidence.floor('platform', 1)
  await eachPlatform(await allPlatforms(target), (platform) => {
    const { name } = platform
    const size = numberOf(config, platform, 'poolSize')
    if (size === undefined)
      throw unverified({
        because: `manifests.${name} does not set the variable of settings.poolSize`,
        hint: 'set it there',
      })
    const overflow = numberOf(config, platform, 'poolOverflow') ?? 0
    const said = numberOf(config, platform, 'workers') ?? config.container?.workers
    const instances = instancesOf(config, platform)
    const server = serverOf(config, platform)
    const others = Object.entries(platform.pools ?? {})
    const besides = others.reduce((sum, [, count]) => sum + count, 0)
    const neededBy = (workers: number) =>
      connectionsNeeded({ size, overflow, processes: workers * instances.count }) + besides
    // Where nothing says how many there are, enough for the guide's is enough for one, too.
    const workers = said ?? (server.count >= neededBy(guideWorkers) ? guideWorkers : 1)
    const needed = neededBy(workers)
    const facts = {
      name,
      size,
      overflow,
      workers,
      instances,
      others: platform.pools,
      needed,
      server,
    }
    evidence.observe('platform', facts)
    const processes = `${workers} workers x ${instances.count} instances (${instances.from})`
    const more = others.map(([service, count]) => ` + ${count} of ${service}`).join('')
    const formula = `(${size} + ${overflow}) x ${processes} + 10${more}`
    const what = `max_connections for ${name} (${server.from}), against ${formula}`
    expect.soft(server.count, what).toBeGreaterThanOrEqual(needed)
    if (others.length > 0 && platform.isNamed !== true && server.count >= needed) {
      const names = others.map(([service]) => service).join(', ')
      throw unverified({
        because: `${names} of manifests.${name} may have more processes with a pool than one`,
        hint: 'set deployment.services.backend if each of theirs has one',
      })
    }
    if (said === undefined && workers < guideWorkers && server.count >= needed) {
      throw unverified({
        because: `${name} has connections enough for one process, and not for ${guideWorkers}`,
        hint: 'set container.workers to how many there are',
      })
    }
  })
})
