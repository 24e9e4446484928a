/** The host names that the target accepts. */

import { inconclusive } from '#gate/errors.ts'
import { healthRequest } from '#gate/kit/edge/edge-under-test.ts'
import { check } from '#gate/run/check.ts'
import { deployedList } from './deployed-lists.ts'
import { askDirectly } from './direct.ts'

/** The listed names, and one subdomain for each wildcard. */
function listedNames(listed: readonly string[]): string[] {
  return listed
    .filter((entry) => entry !== '*')
    .map((entry) => entry.replace(/^\*?\./, 'preflight.'))
}

/** Unlisted names, among them look-alikes of the listed ones. */
function unlistedNames(listed: readonly string[]): string[] {
  const names = listed.map((entry) => entry.replace(/^\*?\./, ''))
  const isWild = (name: string) =>
    listed.some((entry) => entry === `*.${name}` || entry === `.${name}`)
  const lookAlikes = names.flatMap((name) => [
    `not${name}`,
    `${name}.attacker.example`,
    `${name}-attacker.example`,
    ...(isWild(name) ? [] : [`attacker.${name}`]),
  ])
  return ['attacker.example', '203.0.113.7', ...lookAlikes]
}

check('http.trusted-host', async ({ target, evidence, expect }) => {
  const listed = deployedList(target.config, 'trustedHosts')
  const running = await target.running()
  const { path } = running.operation('profile').request()
  const { unknownHost } = running.statuses
  expect.soft(listed, 'deployed host names').not.toContain('*')
  const names = listedNames(listed)
  const statuses: number[] = []
  for (const name of names) {
    for (const host of [name, `${name}:443`]) {
      const { status } = await askDirectly(running, { host, path })
      evidence.observe('listed', { host, status })
      statuses.push(status)
      expect.soft(status, `status for the listed host ${host}`).not.toBeOneOf(unknownHost)
    }
  }
  if (statuses.every((status) => unknownHost.includes(status))) {
    throw inconclusive(`every listed host is refused: ${statuses}`)
  }
  const unlisted = unlistedNames(listed)
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
