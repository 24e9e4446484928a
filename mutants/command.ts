/** `preflight mutants`: proves that every check can fail, and that none fails without a reason. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { writableFolder } from '#gate/cli/preconditions.ts'
import { projectRoot } from '#gate/cli/project.ts'
import { hasColour } from '#gate/colour.ts'
import { PreflightError } from '#gate/errors.ts'
import { declaredChecks } from '#gate/run/declared-checks.ts'
import { currentCommit } from '#gate/run/folder.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { coverOf } from './cover.ts'
import { runGenerated } from './generated/command.ts'
import { mutants } from './index.ts'
import type { Interrupts } from './interrupt.ts'
import { type ClaimOutcome, explain, isAsDeclared } from './judge.ts'
import { openLaboratory } from './laboratory.ts'
import { isHarmless, type Mutant } from './mutant.ts'
import { generatedArguments, mutantsArguments } from './options.ts'
import { renderJson, renderProgress, renderTable } from './report.ts'
import { type Laboratory, type MutantReport, runMutant, tryMutant } from './run.ts'
import {
  type Breadth,
  type CheckedClaims,
  needsDocker,
  runsAlone,
  scopeOf,
  scopeOfAll,
  selectMutants,
  triedOn,
} from './scope.ts'
import { keepSighting } from './sightings.ts'
import { together } from './together.ts'

/**
 * Mutants at a time: most of a check is waiting for a start, or for an end. Three at a time leave
 * more than half of two processors idle.
 */
const atOnce = 4
/** Each is tried on whole sections, with several checks at a time already. */
const atOnceHarmless = 2

/** The deployment as it is. What does not pass on it cannot be a mutant's doing. */
const control: Mutant = { id: 'unmutated', section: 'harmless', defect: 'none', kills: [] }

/** What the selected mutants are tried on. */
interface Plan {
  selected: readonly Mutant[]
  checked: CheckedClaims
  breadth: Breadth
}

/** A row's load that a busy machine kept from being judged: its mutants show what it is worth. */
function isUnsureLoad({ id, verdict }: ClaimOutcome): boolean {
  return verdict === 'inconclusive' && id.startsWith('load.')
}

/** @throws PreflightError PREFLIGHT_E_CONTROL naming each claim that does not pass */
async function runControl(laboratory: Laboratory, { selected, checked, breadth }: Plan) {
  const claims = scopeOfAll(selected, checked, breadth)
  process.stderr.write(`the unmutated deployment, ${claims.length} claims\n`)
  const startMs = performance.now()
  const outcomes = await tryMutant(laboratory, control, claims, 0)
  refuseInterrupted(laboratory.interrupts)
  const unsure = outcomes.filter((outcome) => outcome.verdict !== 'pass' && isUnsureLoad(outcome))
  for (const outcome of unsure) process.stderr.write(`not measured: ${explain(outcome)}\n`)
  const bad = outcomes.filter((outcome) => outcome.verdict !== 'pass' && !isUnsureLoad(outcome))
  if (bad.length > 0) {
    throw new PreflightError(
      'PREFLIGHT_E_CONTROL',
      `the unmutated deployment does not pass: ${bad.map(explain).join('; ')}`,
      { hint: 'run the gate on it: preflight gate --quick' },
    )
  }
  process.stderr.write(`passed in ${Math.round((performance.now() - startMs) / 1000)} s\n`)
}

/** Runs the mutants, some at a time; the reports are in the order of the list. */
async function runAll(laboratory: Laboratory, plan: Plan): Promise<MutantReport[]> {
  const { selected, checked, breadth } = plan
  const reports: MutantReport[] = []
  const all = [...selected.entries()]
  let done = 0
  const work = async (waiting: [number, Mutant][], lane: number) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, mutant] = next
      const report = await runMutant(laboratory, mutant, scopeOf(mutant, checked, breadth), lane)
      if (laboratory.interrupts.requested) return
      reports[index] = report
      keepSighting(join(projectRoot, 'runs'), report)
      done += 1
      process.stderr.write(renderProgress(report, done, selected.length))
    }
  }
  const isAlone = ([, mutant]: [number, Mutant]) => runsAlone(mutant, checked, breadth)
  const others = all.filter((entry) => !isAlone(entry))
  const harmless = others.filter(([, mutant]) => isHarmless(mutant))
  const defects = others.filter(([, mutant]) => !isHarmless(mutant))
  const sideBySide = async (waiting: [number, Mutant][], lanes: number) => {
    await Promise.all(Array.from({ length: lanes }, (_, lane) => work(waiting, lane)))
  }
  await work(all.filter(isAlone), 0)
  await sideBySide(harmless, atOnceHarmless)
  await sideBySide(defects, atOnce)
  return reports
}

/**
 * What an engine can try, and the mutants that something on it can notice; those that are left out
 * are named.
 * @throws PreflightError PREFLIGHT_E_USAGE where none is left
 */
function planFor(engine: EngineName, wanted: Plan): Plan {
  const checked = triedOn(engine, wanted.checked)
  const selected = wanted.selected.filter((mutant) => engine === 'docker' || !needsDocker(mutant))
  const leftOut = wanted.selected.filter((mutant) => !selected.includes(mutant))
  if (leftOut.length > 0) {
    const names = leftOut.map(({ id }) => id).join(', ')
    process.stderr.write(`left out on engine ${engine}, as their claims need docker: ${names}\n`)
  }
  if (selected.length > 0) return { ...wanted, checked, selected }
  throw new PreflightError('PREFLIGHT_E_USAGE', `no mutant is left for engine ${engine}`, {
    hint: 'their claims need docker: --engine docker, after scripts/setup --docker',
  })
}

/** A file of the deployment that the mutants change. */
function readDeployed(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8')
}

function refuseInterrupted(interrupts: Interrupts): void {
  if (!interrupts.requested) return
  throw new PreflightError('PREFLIGHT_E_INTERRUPTED', 'the mutants were interrupted')
}

/** Writes what came of them for people and other tools: `--report`. */
async function writeReport(
  folder: string,
  { checked, selected }: Plan,
  reports: readonly MutantReport[],
  engine: EngineName,
): Promise<void> {
  const { readerOf, writeKillReport, writtenResults } = await import('./kill-report/write.ts')
  const read = readerOf(projectRoot)
  const triedWith = { commit: currentCommit(projectRoot), engine }
  writeKillReport(folder, writtenResults(selected, reports, triedWith, read), checked, read)
}

/**
 * Runs the mutants, or those that `--only` names.
 * @returns 0 where each came out as declared, else 1
 * @throws PreflightError PREFLIGHT_E_USAGE, PREFLIGHT_E_CONTROL, PREFLIGHT_E_INTERRUPTED
 */
export async function runMutants(command: Command): Promise<number> {
  const generated = generatedArguments(command)
  if (generated) return await runGenerated(generated)
  const { breadth, cover, engine, isControlled, json, only, report } = mutantsArguments(command)
  if (report !== undefined) await writableFolder('--report', report)
  const named = selectMutants(mutants, only)
  const selected = cover ? together(coverOf(named, only), readDeployed) : named
  const wanted: Plan = { selected, checked: await declaredChecks(projectRoot), breadth }
  const laboratory = await openLaboratory(engine)
  const { session, interrupts } = laboratory
  try {
    const plan = planFor(session.engine.name, wanted)
    for (const { id, defect } of plan.selected.filter((mutant) => !named.includes(mutant))) {
      process.stderr.write(`${id}: ${defect}\n`)
    }
    if (isControlled) await runControl(laboratory, plan)
    const reports = await runAll(laboratory, plan)
    // Also if it was interrupted: what is known by then took its time.
    if (report !== undefined) await writeReport(report, plan, reports, session.engine.name)
    refuseInterrupted(interrupts)
    const colour = hasColour(process.stdout)
    process.stdout.write(json ? renderJson(reports) : renderTable(reports, colour))
    return reports.every(({ result }) => isAsDeclared(result)) ? 0 : 1
  } finally {
    await laboratory.close()
  }
}
