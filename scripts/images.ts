/**
 * Builds stand-ins for the public images from Debian's packages, for machines that reach a package
 * mirror and no image registry. Quick where everything is there; only what changed is built anew.
 *
 *     node scripts/images.ts [NAME…]     all, or those named: postgres redis nginx …
 */

import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { $, tmpdir } from 'zx'
import { PreflightError } from '#gate/errors.ts'
import { cacheDir, findTool, requireTool } from '#gate/host/process/tools.ts'
import { nodeStandIns } from '#gate/stack/docker/base-images.ts'
import { standInImage } from '#gate/stack/docker/images.ts'
import { ensureBaseImage } from './images/base.ts'
import { copyNode, copyNpm } from './images/node.ts'

const run = $({ nothrow: true, quiet: true })
const recipeLabel = 'preflight.recipe'
const lockedVariable = 'PREFLIGHT_IMAGES_LOCKED'

interface StandIn {
  image: string
  /** Puts what the Dockerfile copies from this machine beside it. */
  prepare?(context: string): Promise<void> | void
}

/** By the name of the folder below scripts/images/. */
const standIns: Record<string, StandIn> = {
  postgres: { image: standInImage('postgres') },
  redis: { image: standInImage('redis') },
  nginx: { image: standInImage('nginx') },
  pgbouncer: { image: standInImage('pgbouncer') },
  toxiproxy: {
    image: standInImage('toxiproxy'),
    prepare: (context) => {
      const copy = join(context, 'toxiproxy-server')
      copyFileSync(requireTool('toxiproxy-server'), copy)
      chmodSync(copy, 0o755)
    },
  },
  node: { image: nodeStandIns.runtime, prepare: copyNode },
  'node-npm': {
    image: nodeStandIns.build,
    prepare: async (context) => {
      copyNode(context)
      await copyNpm(context)
    },
  },
}

/**
 * Builds what is missing or out of date.
 * @returns the images that were built
 * @throws PREFLIGHT_E_TOOL_MISSING, PREFLIGHT_E_STACK where a build fails
 */
export async function ensureImages(names: readonly string[] = Object.keys(standIns)) {
  const built: string[] = []
  const wanted = names.map((name): [string, StandIn] => {
    const standIn = standIns[name]
    if (standIn) return [name, standIn]
    const known = Object.keys(standIns).join(', ')
    throw new PreflightError('PREFLIGHT_E_USAGE', `no image ${name}; there are: ${known}`)
  })
  for (const [name, standIn] of wanted) {
    if (await ensureImage(name, standIn)) built.push(standIn.image)
  }
  return built
}

async function ensureImage(name: string, { image, prepare }: StandIn): Promise<boolean> {
  const context = tmpdir()
  try {
    cpSync(join(import.meta.dirname, 'images', name), context, { recursive: true })
    await prepare?.(context)
    const recipe = digest(context)
    const format = `{{ index .Config.Labels "${recipeLabel}" }}`
    const present = await run`docker image inspect -f ${format} ${image}`
    if (present.exitCode === 0 && present.stdout.trim() === recipe) return false
    const base = await ensureBaseImage()
    console.error(`building ${image}`)
    await build(image, { base, recipe, context })
    return true
  } finally {
    await $`rm -rf ${context}`
  }
}

async function build(
  image: string,
  { base, recipe, context }: { base: string; recipe: string; context: string },
): Promise<void> {
  const label = `${recipeLabel}=${recipe}`
  // The host's network, since a proxy for packages may listen on its loopback.
  const args = ['--network', 'host', '--build-arg', `BASE=${base}`, '--label', label, '-t', image]
  const output = await run`docker build ${args} ${context}`
  if (output.exitCode === 0) return
  const printed = output.text().trimEnd().split('\n').slice(-20).join('\n')
  throw new PreflightError('PREFLIGHT_E_STACK', `${image} cannot be built\n${printed}`)
}

/** Of all files in the context: what an image must have been built from. */
function digest(context: string): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(context).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(context, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Two builds at once would do the same work twice: the second waits and finds all done. */
async function runLocked(args: readonly string[]): Promise<number> {
  const lock = join(cacheDir(), 'images.lock')
  mkdirSync(dirname(lock), { recursive: true })
  const child = $({
    nothrow: true,
    stdio: 'inherit',
    env: { ...process.env, [lockedVariable]: '1' },
  })
  const { exitCode } =
    await child`flock ${lock} ${process.execPath} ${import.meta.filename} ${args}`
  return exitCode ?? 1
}

async function main(args: readonly string[]): Promise<number> {
  if (!process.env[lockedVariable] && findTool('flock')) return runLocked(args)
  try {
    const built = await ensureImages(args.length > 0 ? args : undefined)
    console.error(built.length > 0 ? `built: ${built.join(' ')}` : 'all images are there')
    return 0
  } catch (error) {
    if (!(error instanceof PreflightError)) throw error
    console.error(`${basename(import.meta.filename)}: ${error.message}`)
    if (error.hint) console.error(error.hint)
    return error.exitCode
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
