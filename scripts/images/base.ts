/** The Debian 12 that the stand-ins are built on. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { $, type ProcessOutput, tmpdir } from 'zx'
import { PreflightError } from '#gate/errors.ts'
import { requireTool } from '#gate/host/process/tools.ts'

const run = $({ nothrow: true, quiet: true })
const suite = 'bookworm'
const ownImage = 'preflight/debian:12'
const candidates = [ownImage, 'debian:bookworm-slim', 'debian:12']

/**
 * The name of an image of Debian 12: ours or the official one where present, else made by
 * debootstrap with the package mirror and proxy of this machine.
 * @throws PREFLIGHT_E_TOOL_MISSING without debootstrap, PREFLIGHT_E_STACK where it fails
 */
export async function ensureBaseImage(): Promise<string> {
  for (const image of candidates) {
    const { exitCode } = await run`docker image inspect ${image}`
    if (exitCode === 0) return image
  }
  const debootstrap = requireTool('debootstrap')
  if (process.getuid?.() !== 0) {
    throw new PreflightError('PREFLIGHT_E_STACK', `${ownImage} can only be made by root`, {
      hint: 'run this as root, or load an image debian:bookworm-slim into Docker',
    })
  }
  console.error(`building ${ownImage}`)
  const root = tmpdir()
  try {
    const mirror = hostMirror()
    await must(run`${debootstrap} --variant=minbase ${suite} ${root} ${mirror}`)
    await trim(root, mirror[0])
    await must(run`tar -C ${root} --numeric-owner -c . | docker import - ${ownImage}`)
  } finally {
    await $`rm -rf ${root}`
  }
  return ownImage
}

/** Leaves out what no server reads, and lets apt inside reach what apt outside reaches. */
async function trim(root: string, mirror: string | undefined): Promise<void> {
  const exclude = ['doc', 'man', 'info', 'locale', 'lintian']
  const dpkg = exclude.map((name) => `path-exclude /usr/share/${name}/*\n`).join('')
  writeFileSync(join(root, 'etc/dpkg/dpkg.cfg.d/minimal'), dpkg)
  for (const name of exclude) await $`rm -rf ${join(root, 'usr/share', name)}`
  // The packages of nginx and others expect the folders.
  for (const name of exclude) mkdirSync(join(root, 'usr/share', name), { recursive: true })
  await $`rm -rf ${join(root, 'var/cache/apt/archives')} ${join(root, 'var/lib/apt/lists')}`
  writeFileSync(join(root, 'etc/apt/apt.conf.d/90host'), await hostAptSettings())
  if (mirror) {
    writeFileSync(join(root, 'etc/apt/sources.list'), `deb ${mirror} ${suite} main\n`)
  }
}

/** Proxies of apt on this machine, and whether it accepts a mirror that stands still. */
async function hostAptSettings(): Promise<string> {
  const { stdout } = await run`apt-config dump`
  const wanted = /^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date)\b.*$/gm
  return `${(stdout.match(wanted) ?? []).join('\n')}\n`
}

/** The mirror in this machine's own sources, where it runs the same suite; else none. */
function hostMirror(): [] | [string] {
  const folder = '/etc/apt/sources.list.d'
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  for (const file of ['/etc/apt/sources.list', ...files]) {
    if (!/\.(list|sources)$/.test(file) || !existsSync(file)) continue
    for (const stanza of readFileSync(file, 'utf8').split(/\n\s*\n/)) {
      const deb822 = stanza.match(/^URIs:\s*(\S+)/m)?.[1]
      const inSuite = new RegExp(`^Suites:.*\\b${suite}(\\s|$)`, 'm').test(stanza)
      const oneLine = stanza.match(
        new RegExp(`^deb\\s+(?:\\[[^\\]]*\\]\\s+)?(\\S+)\\s+${suite}\\s`, 'm'),
      )
      const mirror = oneLine?.[1] ?? (inSuite ? deb822 : undefined)
      if (mirror && /^https?:/.test(mirror)) return [mirror]
    }
  }
  return []
}

async function must(command: PromiseLike<ProcessOutput>): Promise<void> {
  const output = await command
  if (output.exitCode === 0) return
  const printed = output.text().trimEnd().split('\n').slice(-15).join('\n')
  throw new PreflightError('PREFLIGHT_E_STACK', `${ownImage} cannot be built\n${printed}`)
}
