/** What the images of Node take from this machine: the program, and npm with its settings. */

import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { $ } from 'zx'
import { PreflightError } from '#gate/errors.ts'
import { requireTool } from '#gate/host/process/tools.ts'

const run = $({ nothrow: true, quiet: true })
/** Settings of npm without which it may reach nothing. None of them is a secret. */
const passedOn = ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl'] as const
/** Where scripts/images/node-npm/Dockerfile puts the certificates. */
const certificatesInside = '/usr/local/etc/certificates.pem'

/** The program inside the npm package `node`, which is one file without further needs. */
export function copyNode(context: string): void {
  const resolve = createRequire(import.meta.url).resolve
  const program = join(dirname(resolve('node/package.json')), 'bin', 'node')
  copyFileSync(program, join(context, 'node'))
  chmodSync(join(context, 'node'), 0o755)
}

/** npm as it is installed here, its settings, and the authorities that it trusts here. */
export async function copyNpm(context: string): Promise<void> {
  const folder = dirname(dirname(realpathSync(requireTool('npm'))))
  if (!existsSync(join(folder, 'bin', 'npm-cli.js'))) {
    throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', `no npm that can be copied in ${folder}`)
  }
  // The same files give the same archive: what an image was built from is compared by it.
  const stable = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner']
  const archive = join(context, 'npm.tar')
  const packed = await run`tar ${stable} -C ${dirname(folder)} -cf ${archive} npm`
  if (packed.exitCode !== 0) throw new PreflightError('PREFLIGHT_E_STACK', packed.stderr)
  const files = [await setting('cafile'), process.env.NODE_EXTRA_CA_CERTS]
  const found = [...new Set(files)].filter((file) => file && existsSync(file)) as string[]
  const certificates = found.map((file) => readFileSync(file, 'utf8')).join('\n')
  writeFileSync(join(context, 'certificates.pem'), certificates)
  const lines = certificates === '' ? [] : [`cafile=${certificatesInside}`]
  for (const name of passedOn) {
    const value = await setting(name)
    if (value !== undefined) lines.push(`${name}=${withoutAccount(value)}`)
  }
  writeFileSync(join(context, 'npmrc'), `${lines.join('\n')}\n`)
}

async function setting(name: string): Promise<string | undefined> {
  const value = (await run`npm config get ${name}`).stdout.trim()
  return ['', 'null', 'undefined'].includes(value) ? undefined : value
}

/** A proxy may be named together with an account: that one stays here. */
function withoutAccount(value: string): string {
  if (!URL.canParse(value)) return value
  const url = new URL(value)
  url.username = ''
  url.password = ''
  return url.href
}
