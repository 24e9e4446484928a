/** By which names the target lets itself be asked. */

import { inconclusive } from '#gate/errors.ts'
import { healthPath } from '#gate/kit/edge/edge-under-test.ts'
import { check } from '#gate/run/check.ts'
import { deployedList } from './deployed.ts'
import { askDirectly } from './direct.ts'

/** Names that the list has, and names of its wildcards. */
function known(listed: readonly string[]): string[] {
  return listed
    .filter((entry) => entry !== '*')
    .map((entry) => entry.replace(/^\*?\./, 'preflight.'))
}

/** Names that are like a listed one, and not it. */
function foreign(listed: readonly string[]): string[] {
  const names = listed.map((entry) => entry.replace(/^\*?\./, ''))
  const isWild = (name: string) =>
    listed.some((entry) => entry === `*.${name}` || entry === `.${name}`)
  const likes = names.flatMap((name) => [
    `not${name}`,
    `${name}.attacker.example`,
    `${name}-attacker.example`,
    ...(isWild(name) ? [] : [`attacker.${name}`]),
  ])
  return ['attacker.example', '203.0.113.7', ...likes]
}

check('http.trusted-host', async ({ target, evidence, expect }) => {
  const listed = deployedList(target.config, 'trustedHosts')
  const running = await target.running()
  const { path } = running.operation('profile').request()
  const { unknownHost } = running.statuses
  expect.soft(listed, 'the deployed names').not.toContain('*')
  const names = known(listed)
  const statuses: number[] = []
  for (const name of names) {
    for (const host of [name, `${name}:443`]) {
      const { status } = await askDirectly(running, { host, path })
      evidence.observe('listed', { host, status })
      statuses.push(status)
      expect
        .soft(unknownHost, `the status of a request to ${host}, which is listed`)
        .not.toContain(status)
    }
  }
  if (statuses.every((status) => unknownHost.includes(status))) {
    throw inconclusive(`no name of the list is let through: ${statuses}`)
  }
  const strangers = foreign(listed)
  for (const host of strangers) {
    const { status } = await askDirectly(running, { host, path })
    evidence.observe('foreign', { host, status })
    expect.soft(unknownHost, `the status of a request to ${host}`).toContain(status)
  }
  // The container's own probe knows no other name, and comes past every proxy.
  const { port } = new URL(running.url)
  const probes = [`localhost:${port}`, `127.0.0.1:${port}`]
  for (const host of probes) {
    const { status } = await askDirectly(running, { host, path: healthPath(target), isBare: true })
    evidence.observe('probe', { host, status })
    expect.soft(status, `the status of the health probe of ${host}`).toBe(200)
  }
  evidence.floor('listed', 1)
  evidence.floor('foreign', strangers.length)
  evidence.floor('probe', probes.length)
})
