/** The diagnosis as plain data, for all output formats. */

import { isCheckout, minNode, runsOn } from '../../installation.mjs'
import { dockerRemedy, guideClaims, remedy } from './advice.mjs'
import { inspect } from './find.mjs'
import { docker, machine, toolchain } from './machine.mjs'
import { programs } from './programs.mjs'
import { costs } from './uses.mjs'

/**
 * @typedef {object} Finding
 * @property {string} name
 * @property {string} [version]
 * @property {string} [path]
 * @property {string} [trouble] what is wrong; absent if nothing is
 * @property {string} [remedy] how to get it
 * @property {string} [purpose]
 * @property {boolean} core whether the local engine can do nothing without it
 * @property {readonly string[]} costs claims that cannot be measured because of the trouble; empty
 *   until npm ci, without which nothing runs
 */

/** @typedef {readonly import('../../../guide/claim.ts').Claim[] | undefined} Claims */

/** Inspects this machine. Takes a second at most and changes nothing. */
export async function diagnose() {
  const [size, chain, daemon, claims, found] = await Promise.all([
    machine(),
    toolchain(),
    docker(),
    guideClaims(),
    Promise.all(programs.map(inspect)),
  ])
  /** @type {Finding[]} */
  const findings = [...packageFindings(chain, claims)]
  for (const [index, program] of programs.entries()) {
    const { name, purpose, core } = program
    const state = found[index] ?? {}
    const inTrouble = state.trouble
      ? { remedy: remedy(program), costs: claims ? costs(program, claims) : [] }
      : { costs: [] }
    findings.push({ name, purpose, core, ...state, ...inTrouble })
  }
  findings.push(dockerFinding(daemon, claims), ...composeFinding(daemon, claims))
  const local = !findings.some(({ core, trouble }) => core && trouble)
  const engines = { local, docker: daemon.ready && chain.gateNode !== undefined }
  const losses = [...new Set(findings.flatMap(({ costs }) => costs))]
  return { machine: size, toolchain: chain, findings, docker: daemon, engines, losses }
}

/**
 * 0 if every claim can be measured, 2 if some are lost, 3 if no engine can run.
 * @param {Awaited<ReturnType<typeof diagnose>>} diagnosis
 */
export function exitCode({ engines, losses }) {
  if (!engines.local && !engines.docker) return 3
  return losses.length > 0 ? 2 : 0
}

/**
 * @param {Awaited<ReturnType<typeof toolchain>>} chain
 * @param {Claims} claims
 * @returns {Finding[]}
 */
function packageFindings(chain, claims) {
  const every = claims?.map(({ id }) => id) ?? ['every claim']
  const install = isCheckout ? 'npm ci' : 'npm install without --omit=optional'
  const missing = { trouble: 'missing', remedy: install, costs: every }
  // A checkout begins with an older one: npm brings the one that the gate then runs on.
  const needed = isCheckout ? '20' : minNode
  const old = !runsOn(chain.node.slice(1), needed)
  const present = (/** @type {string | undefined} */ version) =>
    version === undefined ? missing : { version, costs: [] }
  return [
    {
      name: 'Node.js',
      purpose: isCheckout ? 'to start the gate, which then uses its own' : 'to run the gate',
      core: true,
      version: chain.node.slice(1),
      ...(old ? { trouble: `too old: needs ${needed} or later`, remedy: 'see nodejs.org' } : {}),
      costs: old ? every : [],
    },
    ...(isCheckout
      ? [{ name: 'Node.js of the gate', core: true, ...present(chain.gateNode?.slice(1)) }]
      : []),
    { name: 'PostgreSQL', core: true, ...present(chain.postgres) },
  ]
}

/**
 * @param {Awaited<ReturnType<typeof docker>>} daemon
 * @param {Claims} claims
 * @returns {Finding}
 */
function dockerFinding(daemon, claims) {
  const base = { name: 'Docker', purpose: 'images, limits and Swarm', core: false }
  if (daemon.ready) return { ...base, version: daemon.version ?? '', costs: [] }
  const lost = claims?.filter(({ needs }) => needs === 'docker') ?? []
  return {
    ...base,
    trouble: daemon.why ?? 'missing',
    remedy: dockerRemedy,
    costs: lost.map(({ id }) => id),
  }
}

/**
 * @param {Awaited<ReturnType<typeof docker>>} daemon
 * @param {Claims} claims
 * @returns {Finding[]}
 */
function composeFinding(daemon, claims) {
  if (!daemon.ready) return []
  const base = { name: 'Docker Compose', purpose: 'runs of the compose file', core: false }
  if (daemon.compose) return [{ ...base, version: daemon.compose, costs: [] }]
  // A claim that needs no daemon reads the file itself where Compose is missing.
  const lost =
    claims?.filter(
      ({ needs, programs }) => needs === 'docker' && programs?.includes('docker-compose'),
    ) ?? []
  return [{ ...base, trouble: 'missing', remedy: dockerRemedy, costs: lost.map(({ id }) => id) }]
}
