/** The host names that the target accepts, whatever else a request says that it was sent to. */

import { inconclusive, PreflightError } from '#gate/errors.ts'
import { behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { healthRequest } from '#gate/kit/edge/edge-under-test.ts'
import { rawRequestOf } from '#gate/kit/edge/raw-request.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { hasFirstAccount } from '#gate/system/registration.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { deployedList } from './deployed-lists.ts'
import { askDirectly } from './direct.ts'
import { listedHosts, readHosts, unlistedHosts } from './hosts.ts'
import { probeStatus } from './local-probe.ts'
import { loginRequest } from './login-attempts.ts'
import { isServed } from './served-host.ts'

const stranger = 'attacker.example'

/** Routes that serve whoever may ask: one may be let past the look at the host. */
async function refuseElsewhere(
  { target, running, listed }: { target: Target; running: RunningTarget; listed: string },
  evidence: Evidence,
  judge: (what: string, isLetIn: boolean) => void,
) {
  const { operations } = target.config
  const { login, profile } = operations ?? {}
  if (!hasFirstAccount(target.config) || !login || !profile) return
  const admin = await target.admin()
  const session = await running.login(admin)
  const asOneself = async () => rawRequestOf(profile.request(), session)
  const routes = [
    { what: 'a profile with a session', request: asOneself },
    // A form has a token that is good for one login.
    { what: 'a login', request: async () => await loginRequest(running, admin) },
  ]
  for (const { what, request } of routes) {
    const ask = async (host: string) => await askDirectly(running, { host, ...(await request()) })
    const [usual, answer] = [await ask(listed), await ask(stranger)]
    const { status } = answer
    evidence.observe('unlisted elsewhere', { what, host: stranger, status, usual: usual.status })
    const isLetIn = isServed(stranger, answer, usual)
    judge(`${what} for the unlisted host ${stranger} is served (${status})`, isLetIn)
  }
}

/** The address of a proxy that does not exist (RFC 5737). */
const absentProxy = '192.0.2.1'

/** Headers in which a client can name another host than it asks for. */
function forgedHosts(host: string): readonly [string, string][] {
  return [
    ['X-Forwarded-Host', host],
    ['X-Forwarded-Server', host],
    ['X-Original-Host', host],
    ['X-Host', host],
    ['Forwarded', `host=${host};proto=https`],
  ]
}

/**
 * A client's word on the host, past the edge: one that passes the header on makes the word of any
 * client that of a proxy.
 */
async function tryForgedAtEdge(
  { target, stack, path }: { target: Target; stack: StackClient; path: string },
  known: string,
  evidence: Evidence,
  judge: (what: string, isLetIn: boolean) => void,
) {
  if (target.config.manifests?.nginx === undefined) return
  await behindEdge({ target, stack }, {}, async ({ edge }) => {
    const by = edge.https ? 'https' : 'http'
    const statusOf = async (headers: RawRequest['headers'] = []) =>
      (await send(edge, by, { path, headers })).status
    const asked = ['Host', stranger] as const
    const [usual, plain] = [await statusOf(), await statusOf([asked])]
    evidence.observe('past the edge', { host: stranger, status: plain, usual })
    // An edge that puts its own name there asks for none that is unlisted.
    if (plain === usual) return
    for (const header of forgedHosts(known)) {
      const status = await statusOf([asked, header])
      evidence.observe('forged past the edge', { header: header.join(': '), status })
      const what = `through the edge an unlisted host is served (${status}) with ${header[0]}`
      judge(what, status === usual)
    }
  })
}

check('http.trusted-host', async ({ target, stack, evidence, expect }) => {
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
  const known = listedHosts(list)[0] ?? ''
  await refuseElsewhere({ target, running, listed: known }, evidence, (what, isLetIn) => {
    expect.soft(isLetIn, what).toBe(false)
  })
  // A proxy's word on the host may count; that of any client must not.
  async function tryForged(known: string) {
    if (target.config.settings?.trustedProxies === undefined) return
    const exposed = await target.start({ trustedProxies: absentProxy }).ready()
    const asked = { host: 'attacker.example', path, isBare: true }
    const plain = await askDirectly(exposed, asked)
    evidence.observe('not forged', { status: plain.status })
    // What redirects to https first, whatever the host, shows nothing here.
    if (!unknownHost.includes(plain.status)) return
    for (const header of forgedHosts(known)) {
      const { status } = await askDirectly(exposed, { ...asked, headers: [header] })
      evidence.observe('forged', { header: header.join(': '), status })
      const what = `status for an unlisted host with ${header[0]}: ${header[1]}`
      expect.soft(status, what).toBeOneOf(unknownHost)
    }
  }

  // The container's own health probe uses these names, and no proxy.
  const { port } = new URL(running.url)
  const probes = [`localhost:${port}`, `127.0.0.1:${port}`]
  const request = await healthRequest(running)
  for (const host of probes) {
    const status = await probeStatus(running, host, request)
    evidence.observe('probe', { host, status })
    expect.soft(status, `status of the health probe at ${host}`).toBe(200)
  }
  await tryForged(known)
  await tryForgedAtEdge({ target, stack, path }, known, evidence, (what, isLetIn) => {
    expect.soft(isLetIn, what).toBe(false)
  }).catch((error: unknown) => {
    // An edge that cannot be tried is the matter of other claims.
    const isUnverified = error instanceof PreflightError && error.code === 'PREFLIGHT_E_UNVERIFIED'
    if (!isUnverified) throw error
  })
  evidence.floor('listed', 1)
  evidence.floor('unlisted', unlisted.length)
  evidence.floor('probe', probes.length)
})
