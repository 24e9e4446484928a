/** Runs generated mutants, one at a time, through what runs the written ones. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '#gate/errors.ts'
import type { Claim, ClaimId } from '#guide/index.ts'
import { mutants } from '../index.ts'
import type { ClaimOutcome } from '../judge.ts'
import type { Mutant } from '../mutant.ts'
import { type Laboratory, tryMutant } from '../run.ts'
import { type CheckedClaims, isTimed } from '../scope.ts'
import { mutantOf } from './change.ts'
import type { Chosen } from './choose.ts'
import { type GeneratedVerdict, judgeGenerated } from './judge.ts'
import type { Ledger, StoredResult } from './ledger.ts'
import { stagesOf, triable } from './tried.ts'

/** What the mutants of one command share. */
export interface GeneratedRun {
  laboratory: Laboratory
  ledger: Ledger
  checked: CheckedClaims
  /** Deployments that were made so far. */
  deployments: number
}

/** Tries a deployment. Each has a name of its own, since what was prepared for one is dropped. */
async function tryOnce(run: GeneratedRun, mutant: Mutant, claims: readonly Claim<ClaimId>[]) {
  run.deployments += 1
  const named = { ...mutant, id: `${mutant.id}-${run.deployments}` }
  return await tryMutant(run.laboratory, named, claims, 0)
}

/** The deployment as it is: a claim that does not pass on it is no witness against a mutant. */
const control: Mutant = { id: 'unmutated', section: 'harmless', defect: 'none', kills: [] }

/**
 * The claims among those that failed that pass on the control. Each is asked once for a commit, and
 * only when it is a witness for the first time: most never are.
 */
async function witnesses(run: GeneratedRun, failed: readonly Claim<ClaimId>[]) {
  const { laboratory, ledger } = run
  const unknown = failed.filter(({ id }) => ledger.control(id) === undefined)
  // One witness will do.
  const isKnown = failed.some(({ id }) => ledger.control(id) === true)
  if (!isKnown && unknown.length > 0) {
    const outcomes = await tryOnce(run, control, unknown)
    for (const { id, verdict } of outcomes) {
      if (!laboratory.interrupts.requested) ledger.addControl(id, verdict === 'pass')
    }
  }
  return failed.filter(({ id }) => ledger.control(id) === true)
}

/**
 * Those of the witnesses that are to be believed. A check that times may fail because the machine
 * had other things to do; where there are only such ones, they have to fail a second time.
 */
async function believed(run: GeneratedRun, mutant: Mutant, failed: readonly Claim<ClaimId>[]) {
  const passing = await witnesses(run, failed)
  if (passing.length === 0 || passing.some((claim) => !isTimed(claim, run.checked))) return passing
  const again = await tryOnce(run, mutant, passing)
  return passing.filter(({ id }) => again.some((one) => one.id === id && one.verdict === 'fail'))
}

/** What the claims say, stage by stage, until one that is believed fails. */
async function outcomesOf(
  run: GeneratedRun,
  mutant: Mutant,
  stages: readonly Claim<ClaimId>[][],
): Promise<ClaimOutcome[]> {
  const all: ClaimOutcome[] = []
  for (const stage of stages) {
    const outcomes = await tryOnce(run, mutant, stage)
    const failing = new Set(outcomes.filter((one) => one.verdict === 'fail').map(({ id }) => id))
    const failed = stage.filter(({ id }) => failing.has(id))
    const ids = new Set<string>((await believed(run, mutant, failed)).map(({ id }) => id))
    all.push(...outcomes.filter(({ id }) => !failing.has(id) || ids.has(id)))
    const { result } = judgeGenerated(all)
    if (result !== 'survived' || run.laboratory.interrupts.requested) break
  }
  return all
}

/** Runs one mutant and stores what became of it; nothing where it was interrupted. */
export async function runChosen(
  run: GeneratedRun,
  chosen: Chosen,
): Promise<StoredResult | undefined> {
  const { laboratory, ledger } = run
  const { file, id, concern } = chosen
  const engine = laboratory.session.engine.name
  const written = mutants.filter(({ needs }) => engine === 'docker' || needs === undefined)
  const stages = stagesOf(file, concern, written, triable(concern, engine, run.checked))
  const startMs = performance.now()
  const verdict = async (): Promise<GeneratedVerdict> => {
    if (stages.length === 0) {
      return { result: 'not-tried', failed: [], unmeasured: [], reason: 'needs docker' }
    }
    const text = await readFile(join(laboratory.root, file), 'utf8')
    return judgeGenerated(await outcomesOf(run, mutantOf(text, chosen), stages))
  }
  const found = await verdict().catch((error: unknown): GeneratedVerdict => {
    return { result: 'error', failed: [], unmeasured: [], reason: messageOf(error) }
  })
  if (laboratory.interrupts.requested) return undefined
  const seconds = Math.round((performance.now() - startMs) / 100) / 10
  return ledger.addResult({ id, ...found, seconds })
}
