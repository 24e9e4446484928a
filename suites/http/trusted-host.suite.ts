/** The host names that the target accepts. */

import { inconclusive } from '#gate/errors.ts'
import { healthRequest } from '#gate/kit/edge/edge-under-test.ts'
import { check } from '#gate/run/check.ts'
import { deployedList } from './deployed-lists.ts'
import { askDirectly } from './direct.ts'
import { listedHosts, readHosts, unlistedHosts } from './hosts.ts'

check('http.trusted-host', async ({ target, evidence, expect }) => {
  const listed = deployedList(target.config, 'trustedHosts')
  const running = await target.running()
  const { path } = running.operation('profile').request()
  const { unknownHost } = running.statuses
  expect.soft(listed, 'deployed host names').not.toContain('*')
  const list = readHosts(listed)
  evidence.observe('deployed list', list)
  const statuses: number[] = []
  for (const host of listedHosts(list)) {
    const { status } = await askDirectly(running, { host, path })
    evidence.observe('listed', { host, status })
    statuses.push(status)
    expect.soft(status, `status for the listed host ${host}`).not.toBeOneOf(unknownHost)
  }
  if (statuses.length === 0) {
    const entries = listed.map((entry) => `"${entry}"`).join(', ')
    throw inconclusive(`${target.variable('trustedHosts')} lists no host by its name: ${entries}`)
  }
  if (statuses.every((status) => unknownHost.includes(status))) {
    throw inconclusive(`every listed host is refused: ${statuses}`)
  }
  const unlisted = unlistedHosts(list)
  for (const host of unlisted) {
    const { status } = await askDirectly(running, { host, path })
    evidence.observe('unlisted', { host, status })
    expect.soft(status, `status for the unlisted host ${host}`).toBeOneOf(unknownHost)
  }
  // The container's own health probe uses these names, and no proxy.
  const { port } = new URL(running.url)
  const probes = [`localhost:${port}`, `127.0.0.1:${port}`]
  const request = await healthRequest(running)
  for (const host of probes) {
    const { status } = await askDirectly(running, { host, ...request, isBare: true })
    evidence.observe('probe', { host, status })
    expect.soft(status, `status of the health probe at ${host}`).toBe(200)
  }
  evidence.floor('listed', 1)
  evidence.floor('unlisted', unlisted.length)
  evidence.floor('probe', probes.length)
})
