/** The steps of `npm test`, each a process whose own result is read, never its exit code alone. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { $ } from 'zx'
import { counted, single, type Tally } from './tally.ts'
import { excuseFor, excuseForMutant, type Troubled } from './tolerate.ts'

/** A command that holds or does not: lint, types, dead code. */
export async function command(words: readonly string[]): Promise<Tally> {
  const result = await $({ nothrow: true, stdio: 'inherit' })`${words}`
  return single(result.exitCode === 0)
}

interface VitestReport {
  testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[]
}

function failedTests({ testResults }: VitestReport): string[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName, status }) => `${relative('.', name)}: ${fullName} (${status})`),
  )
}

/** A project of vitest.config.ts; the counts come from vitest's own JSON report. */
export async function vitest(project: string): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-test-'))
  const file = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
    const words = ['vitest', 'run', '--project', project, ...reporters]
    // Vitest colours each dot in CI, which makes the log five times as long.
    const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' }
    const result = await $({ nothrow: true, stdio: 'inherit', env })`${words}`
    const report = JSON.parse(await readFile(file, 'utf8'))
    const failed = report.numFailedTests + report.numPendingTests
    const hidden = failed === 0 && result.exitCode !== 0 ? 1 : 0
    return counted({
      passed: report.numPassedTests,
      failed: failed + hidden,
      failures: failedTests(report),
    })
  } catch (error) {
    process.stderr.write(`vitest left no report: ${error}\n`)
    return single(false)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs the command line with `--json` and reads the one document that it prints. */
async function preflight<T>(words: readonly string[]): Promise<T | undefined> {
  const all = ['node', 'gate/cli/main.ts', ...words, '--json']
  const result = await $({ nothrow: true, stdio: ['ignore', 'pipe', 'inherit'] })`${all}`
  try {
    return JSON.parse(result.stdout)
  } catch {
    process.stderr.write(`${all.join(' ')} printed no JSON\n`)
    return undefined
  }
}

interface GateDocument {
  claims: { id: string; verdict: string; seconds: number }[]
  /** Name of the run's folder. */
  run: string
}

/** The checks that took longest, for whoever makes the run shorter. */
function printSlowest({ claims }: GateDocument): void {
  const slowest = claims.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10)
  const lines = slowest.map(({ id, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${id}`)
  process.stdout.write(`slowest checks:\n${lines.join('\n')}\n`)
}

/** What the checks of a run met with and found. */
interface Checked extends Troubled {
  failures: readonly { expected?: string; observed?: string; message: string }[]
}

async function checksOf(run: string): Promise<Checked[]> {
  const record = JSON.parse(await readFile(join('runs', run, 'run.json'), 'utf8'))
  return record.claims.flatMap(({ checks }: { checks: Checked[] }) => checks)
}

/** Why a claim did not pass, in one line: whoever reads the log of a machine has only that. */
function reasonOf(claim: string, checks: readonly Checked[]): string {
  const own = checks.filter((check) => check.claim === claim)
  const found = own.flatMap(({ failures }) =>
    failures.map(({ message, observed }) => `${message}: ${observed ?? ''}`),
  )
  const met = own.flatMap(({ troubles }) => troubles.map(({ message }) => message))
  return [...found, ...met].join('; ').replaceAll(/\s+/g, ' ').slice(0, 300)
}

/**
 * The gate on the reference backend: each claim with a check has to pass. One about load may be
 * inconclusive where this machine was too busy to say; it then counts for nothing, and is printed.
 */
export async function gate(engine: string, claims: readonly string[]): Promise<Tally> {
  const words = ['gate', '--quick', '--engine', engine, '--only', ...claims]
  const document = await preflight<GateDocument>(words)
  if (!document) return single(false)
  printSlowest(document)
  const passed = document.claims.filter((claim) => claim.verdict === 'pass').length
  const checks = await checksOf(document.run)
  const failures: string[] = []
  let excused = 0
  for (const claim of document.claims) {
    const excuse = excuseFor(claim, checks)
    if (excuse === undefined) {
      if (claim.verdict === 'pass') continue
      const reason = reasonOf(claim.id, checks)
      failures.push(`${claim.id} is ${claim.verdict} on ${engine}: ${reason}`)
      continue
    }
    excused += 1
    process.stdout.write(`${claim.id} is inconclusive, tolerated: ${excuse}\n`)
  }
  return counted({ passed, failed: claims.length - passed - excused, failures })
}

interface MutantsDocument {
  mutants: {
    id: string
    result: string
    reason?: string
    unmeasured?: { claim: string; reason: string }[]
  }[]
}

/**
 * The fewest mutants that show every check failing; `npm run mutants` tries all of them. Each has
 * to be killed by the claims that it names, and by no other that is tried. One whose claim about
 * load could not be measured counts for nothing where the machine was why.
 * @param only claims whose mutants are meant; by default all that the engine can try
 */
export async function mutants(engine: string, only: readonly string[] = []): Promise<Tally> {
  // The gate, which runs before, is the control.
  const which = only.length > 0 ? ['--only', ...only] : []
  const words = ['mutants', '--quick', '--cover', '--no-control', '--engine', engine, ...which]
  const document = await preflight<MutantsDocument>(words)
  if (!document) return single(false)
  const good = ['killed', 'benign-ok']
  const passed = document.mutants.filter((mutant) => good.includes(mutant.result)).length
  const failures: string[] = []
  let excused = 0
  for (const { id, result, reason, unmeasured } of document.mutants) {
    const excuse = excuseForMutant(unmeasured)
    if (excuse === undefined) {
      if (!good.includes(result)) failures.push(`mutant ${id}: ${result} ${reason ?? ''}`.trim())
      continue
    }
    excused += 1
    process.stdout.write(`${id} was not measured, tolerated: ${excuse}\n`)
  }
  return counted({ passed, failed: document.mutants.length - passed - excused, failures })
}
