/** Installs Debian packages without starting what is in them. */

import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { $ } from 'zx'
import { findProgram } from '#gate/host/doctor/find.mjs'

/** Debian asks this program before it starts a service; exit 101 means no. */
const policy = '/usr/sbin/policy-rc.d'
const saved = `${policy}.preflight-saved`
const refusal =
  '#!/bin/sh\n# Written by the set-up of Preflight, for as long as it installs.\nexit 101\n'
/** What the packages would start at the next boot, and the gate never uses. */
const units: Readonly<Record<string, readonly string[]>> = {
  'redis-server': ['redis-server.service'],
  nginx: ['nginx.service'],
  pgbouncer: ['pgbouncer.service'],
  'docker.io': ['docker.service', 'docker.socket', 'containerd.service'],
}

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const stay = () => {}

const run = $({
  nothrow: true,
  detached: false,
  env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  stdio: ['ignore', 'pipe', 'pipe'],
  quiet: true,
})

/** Whether packages can be installed here at all. */
function canInstall(): boolean {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined
}

/**
 * Installs packages where this may be done. What is missing afterwards the caller sees for itself;
 * the reason is printed.
 */
export async function installPackages(names: readonly string[]): Promise<void> {
  if (names.length === 0 || !canInstall()) return
  console.error(`setup: apt-get install ${names.join(' ')}`)
  const fresh = names.filter((name) => !existsSync(`/var/lib/dpkg/info/${name}.list`))
  const restore = refuseServices()
  // Ctrl-C reaches apt-get itself; we stay to put the policy back.
  for (const signal of interrupts) process.on(signal, stay)
  try {
    // A stale list still installs; a mirror that is away shows in the installation.
    await run`apt-get update`
    const patience = ['-o', 'DPkg::Lock::Timeout=120']
    const output = await run`apt-get install -y --no-install-recommends ${patience} ${names}`
    if (output.exitCode === 0) await disable(fresh)
    else console.error(output.text().trimEnd().split('\n').slice(-5).join('\n'))
  } finally {
    restore()
    for (const signal of interrupts) process.off(signal, stay)
  }
}

/** Only for packages that are new: a service that the owner of the machine runs stays as it is. */
async function disable(names: readonly string[]): Promise<void> {
  if (!findProgram('systemctl')) return
  const unwanted = names.flatMap((name) => units[name] ?? [])
  if (unwanted.length > 0) await run`systemctl disable --now ${unwanted}`
}

/**
 * Has Debian start nothing until the returned function is called, which leaves the policy as it was
 * before, also after a set-up that was killed in between.
 */
function refuseServices(): () => void {
  if (existsSync(policy) && readFileSync(policy, 'utf8') !== refusal) renameSync(policy, saved)
  writeFileSync(policy, refusal)
  chmodSync(policy, 0o755)
  return () => {
    if (existsSync(saved)) renameSync(saved, policy)
    else rmSync(policy, { force: true })
  }
}
