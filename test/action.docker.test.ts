/**
 * Goal: the steps of action.yml work where nothing is but an image with Node and Redis, without a
 * network, with the package as npm packs it: a NO-GO ends the job with 1, and the summary names it.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatOwner, thisOwner } from '#gate/host/reaper/reaper.ts'
import { nodeStandIns } from '#gate/stack/docker/base-images.ts'
import { removeImages } from '#gate/stack/docker/build-image.ts'
import { standInImage } from '#gate/stack/docker/images.ts'
import { runAction, type Shell, type StepResult } from './support/ci.ts'
import { type Installed, install } from './support/installed.ts'
import { writeSmallBackend } from './support/small-backend.ts'

const docker = promisify(execFile)
const runId = `action-${process.pid}`
const image = `preflight-run/${runId}`
const setUpMs = 600_000

const good = 'observability.health-shape'
/** The small backend accepts every key. */
const bad = 'configuration.secret-key-default-refused'

let installed: (Installed & { parent: string }) | undefined
let [actionPath, container] = ['', '']

/** An image of a runner: Node, Redis, and what Debian has anyway. */
async function buildImage(parent: string): Promise<void> {
  const context = join(parent, 'image')
  mkdirSync(context)
  const recipe = [
    `FROM ${standInImage('redis')}`,
    `COPY --from=${nodeStandIns.runtime} /usr/local/bin/node /usr/local/bin/node`,
    'ENTRYPOINT []',
    'CMD ["sleep", "600"]',
  ]
  writeFileSync(join(context, 'Dockerfile'), recipe.join('\n'))
  await docker('docker', ['build', '--quiet', '--tag', image, context])
}

/** The action's folder: the package in place of the checkout, and the Node of the image. */
function placeAction(parent: string, project: string): string {
  const path = join(parent, 'action')
  mkdirSync(path)
  symlinkSync(join(project, 'node_modules/preflight-gate/gate'), join(path, 'gate'))
  symlinkSync(join(project, 'node_modules'), join(path, 'node_modules'))
  symlinkSync('/usr/local/bin/node', join(project, 'node_modules/.bin/node'))
  return path
}

beforeAll(async () => {
  installed = await install()
  const { folder, parent } = installed
  await buildImage(parent)
  actionPath = placeAction(parent, folder)
  const marks = [`preflight.run=${runId}`, `preflight.owner=${formatOwner(thisOwner())}`]
  const { stdout } = await docker('docker', [
    'run',
    '--detach',
    '--init',
    '--network',
    'none',
    '--user',
    `${process.getuid?.() ?? 0}`,
    '--volume',
    `${parent}:${parent}`,
    ...marks.flatMap((mark) => ['--label', mark]),
    image,
  ])
  container = stdout.trim()
}, setUpMs)

afterAll(async () => {
  if (container !== '') await docker('docker', ['rm', '--force', container])
  await removeImages([image])
  if (installed) rmSync(installed.parent, { recursive: true, force: true })
}, 60_000)

/** Runs a step in the container, as the runner does on its machine. */
async function runInside(script: string, { cwd, env }: Shell): Promise<StepResult> {
  const file = join(mkdtempSync(join(cwd, '.step-')), 'script.sh')
  writeFileSync(file, script)
  const settings = Object.entries({ CI: 'true', HOME: cwd, ...env })
  const words = [
    'exec',
    '--workdir',
    cwd,
    ...settings.flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    container,
    'bash',
    '--noprofile',
    '--norc',
    '-eo',
    'pipefail',
    file,
  ]
  try {
    const { stdout, stderr } = await docker('docker', words)
    return { exitCode: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown } & Record<string, string>
    if (typeof code !== 'number') throw error
    return { exitCode: code, output: stdout + stderr }
  }
}

let count = 0
const action = (select: string) => {
  const folder = join(installed?.parent ?? '', `job-${++count}`)
  writeSmallBackend(folder)
  const inputs = { engine: 'local', quick: 'true', select }
  return runAction(inputs, { actionPath, folder, run: runInside })
}

test('a NO-GO ends the job with 1, and the summary names the failing musts', async () => {
  const { exitCode, output, outputs, summary } = await action(`${good} ${bad}`)
  expect(summary, output).toMatch(/❌ NO-GO: small/)
  expect(summary).toContain(`<code>${bad}</code> fail (must)`)
  expect(summary).not.toContain(`<code>${good}</code>`)
  expect(output).toMatch(new RegExp(`^::error title=${bad}`, 'm'))
  expect(outputs).toMatchObject({ verdict: 'NO-GO' })
  expect(exitCode).toBe(1)
})

test('a GO ends it with 0', async () => {
  const { exitCode, output, outputs, summary } = await action(good)
  expect(summary, output).toMatch(/✅ GO: small/)
  expect(outputs).toMatchObject({ verdict: 'GO' })
  expect(exitCode).toBe(0)
})
